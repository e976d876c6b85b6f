namespace Mesh.Transport.Connections;

/// <summary>Bounds how long a closing connection waits for its peer.</summary>
internal sealed class LingerTimer(BufferedConnection connection) : TimerEntry
{
    /// <summary>Long enough for a peer to read the last response over a slow path, short enough that closing peers cannot pile up.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    protected internal override void OnDue() => connection.OnLingerEnded();
}
