namespace Mesh.Proxy.Config;

/// <summary>How the proxy treats a service port, by its declared protocol.</summary>
enum PortKind : byte
{
    /// <summary>Requests are routed by Host; the port is shared by services.</summary>
    Http,

    /// <summary>The first bytes decide.</summary>
    Detected,

    /// <summary>Opaque, matched by address.</summary>
    Tcp,

    /// <summary>Opaque but for the name the client asks for: without an address that alone tells it from its neighbours.</summary>
    Tls,

    /// <summary>Not proxied (2.2).</summary>
    Udp,
}
