using System.Net;

namespace Mesh.Transport;

/// <summary>A listening socket of one loop.</summary>
public abstract class TransportListener
{
    private long shed;

    /// <summary>The bound address, with the real port.</summary>
    public abstract EndPoint EndPoint { get; }

    /// <summary>Connections accepted by it that are still open.</summary>
    public abstract int OpenConnections { get; }

    /// <summary>Clients that were accepted and closed at once because there was no file descriptor for them. Readable from any thread.</summary>
    public long ShedConnections => Volatile.Read(ref shed);

    /// <summary>Stops accepting and closes the socket; accepted connections stay. On the loop's thread.</summary>
    public abstract void Stop();

    /// <summary>On the loop's thread.</summary>
    protected void AddShed(int count) => Volatile.Write(ref shed, shed + count);
}
