using System.Net;

namespace Mesh.Transport;

/// <summary>A listening socket of one loop.</summary>
public abstract class TransportListener
{
    /// <summary>The bound address, with the real port.</summary>
    public abstract EndPoint EndPoint { get; }

    /// <summary>Connections accepted by it that are still open.</summary>
    public abstract int OpenConnections { get; }

    /// <summary>Stops accepting and closes the socket; accepted connections stay. On the loop's thread.</summary>
    public abstract void Stop();
}
