namespace Mesh.Transport;

/// <summary>The operating system refused something at start or bind: not for what peers do.</summary>
public sealed class TransportException(string message, int errno) : IOException(message)
{
    public int Errno { get; } = errno;
}
