namespace Mesh.Proxy.Config;

/// <summary>How the proxy treats a service port, by its declared protocol.</summary>
enum PortKind : byte
{
    /// <summary>Requests are routed by Host; the port is shared by services.</summary>
    Http,

    /// <summary>
    /// The first bytes decide. HTTP/2 and gRPC are here as long as the proxy has no HTTP/2 codec: they pass as opaque bytes to the service their address
    /// belongs to.
    /// </summary>
    Detected,

    /// <summary>Opaque, matched by address.</summary>
    Tcp,

    /// <summary>Opaque, and names its host in SNI only: without an address it cannot be told from its neighbours.</summary>
    Tls,

    /// <summary>Not proxied (2.2).</summary>
    Udp,
}
