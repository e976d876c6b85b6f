namespace Mesh.Proxy.Hosting;

/// <summary>--transport.</summary>
enum TransportKind : byte
{
    /// <summary>Our loop on epoll: the way.</summary>
    Epoll,

    /// <summary>Kestrel's socket transport: the portable one, and the comparison.</summary>
    Sockets,
}
