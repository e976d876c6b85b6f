namespace Mesh.Transport.Connections;

/// <summary>Result of one attempt to receive or send; it never blocks and never throws for what the peer does.</summary>
/// <param name="Bytes">Bytes moved; positive exactly when <paramref name="Status"/> is <see cref="IoStatus.Done"/>.</param>
/// <param name="Status">Why none were, if none were.</param>
public readonly record struct IoOutcome(int Bytes, IoStatus Status)
{
    public static readonly IoOutcome WouldBlock = new(0, IoStatus.WouldBlock);

    public IoOutcome(int bytes)
        : this(bytes, IoStatus.Done)
    {
    }

    public IoOutcome(IoStatus status)
        : this(0, status)
    {
    }
}
