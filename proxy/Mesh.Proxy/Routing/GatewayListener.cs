using Mesh.Contract;

namespace Mesh.Proxy.Routing;

/// <summary>One address a gateway listens on, with the routes of all servers merged on it (5.1-5.3).</summary>
sealed class GatewayListener
{
    public required int Port { get; init; }

    /// <summary>"": all addresses.</summary>
    public required string Bind { get; init; }

    public required Protocol Protocol { get; init; }

    /// <summary>"Gateway default/bookinfo-gateway servers[0]".</summary>
    public required string Origin { get; init; }

    public HttpRouteTable? Http { get; init; }

    public TcpRouteTable? Tcp { get; init; }

    public TlsRouteTable? Tls { get; init; }
}
