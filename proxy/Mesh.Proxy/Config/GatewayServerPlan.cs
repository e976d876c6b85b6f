using System.Net;
using Mesh.Contract;

namespace Mesh.Proxy.Config;

/// <summary>A GatewayServer resource, checked.</summary>
sealed record GatewayServerPlan(
    string Name, string Origin, int Port, int ServicePort, PortKind Kind, Protocol Protocol, string Bind, string[] Domains, bool HttpsRedirect)
{
    /// <exception cref="RejectedException">It cannot be listened on, or not as it has to be.</exception>
    public static GatewayServerPlan Read(GatewayServer server)
    {
        var kind = PortKinds.Of(server.Protocol);
        // Listening in plain text where TLS was asked for would be worse than not listening.
        if (kind is PortKind.Udp || (kind is PortKind.Tls && !server.TlsPassthrough))
            throw new RejectedException($"{server.Origin}: protocol {server.Protocol} is not supported by this proxy");
        if (server.Bind.Length > 0 && !IPAddress.TryParse(server.Bind, out _) && !server.Bind.StartsWith("unix:", StringComparison.Ordinal))
            throw new RejectedException($"{server.Origin}: bind \"{server.Bind}\" is neither an address nor unix:PATH");

        var port = ContractAddress.ReadPort(server.Port, "port");
        return new GatewayServerPlan(
            server.Name, server.Origin, port, server.ServicePort == 0 ? port : ContractAddress.ReadPort(server.ServicePort, "service port"),
            kind, server.Protocol, server.Bind, [.. server.Domains.Select(DomainName.Read).Distinct()], server.HttpsRedirect);
    }

    /// <summary>What decides whether servers can share a socket: HTTP/2 and gRPC servers take HTTP/1.1 requests too, MySQL is TCP.</summary>
    public Protocol Transport => Kind.RoutesHttp() ? Protocol.Http : Kind == PortKind.Tls ? Protocol.Tls : Protocol.Tcp;
}
