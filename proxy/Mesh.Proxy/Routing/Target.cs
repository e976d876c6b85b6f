using Mesh.Contract;

namespace Mesh.Proxy.Routing;

/// <summary>What a captured connection meant to reach: says which protocol to expect and holds the routes for it.</summary>
sealed class Target
{
    /// <summary>AUTO: detect; HTTP is bytes like others where Http is not set. HTTP: Http is set. TLS: Tls is set, the ClientHello is needed. All else is forwarded as TCP: Tcp is set.</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>For HTTP and AUTO; null with AUTO: no service of HTTP is behind it.</summary>
    public HttpRouteTable? Http { get; init; }

    /// <summary>For TLS, and for AUTO where rules for TLS apply: looked at before <see cref="Tcp"/> if the client begins with a ClientHello.</summary>
    public TlsRouteTable? Tls { get; init; }

    /// <summary>Connections that no rule takes are closed (NR); else, without <see cref="Tcp"/>, their destination counts as unknown.</summary>
    public bool ClosesUnmatched { get; init; }

    /// <summary>For TCP and AUTO, and for what turns out not to be HTTP.</summary>
    public TcpRouteTable? Tcp { get; init; }
}
