namespace Mesh.Proxy.Detection;

/// <summary>What a connection to a port of undeclared protocol turned out to be.</summary>
enum SpokenProtocol : byte
{
    /// <summary>HTTP/1.0 or HTTP/1.1.</summary>
    Http1,

    Http2,

    /// <summary>The client began with a ClientHello.</summary>
    Tls,

    /// <summary>The client began with something else.</summary>
    Tcp,

    /// <summary>The server spoke before the client had.</summary>
    ServerFirst,
}
