using Mesh.Contract;

namespace Mesh.Proxy.Config;

/// <summary>A Routes resource, checked and compiled; everything but the clusters it leads to.</summary>
sealed record RoutesPlan(string Name, string Origin, string[] Domains, string[] GatewayServers, HttpRulePlan[] Http, TcpRulePlan[] Tcp, TcpRulePlan[] Tls)
{
    /// <exception cref="RejectedException">Something in it cannot be done.</exception>
    public static RoutesPlan Read(Routes routes) => new(
        routes.Name,
        routes.Origin,
        [.. routes.Domains.Select(DomainName.Read).Distinct()],
        [.. routes.GatewayServers],
        [.. routes.Http.Select(HttpRulePlan.Read)],
        [.. routes.Tcp.Select(TcpRulePlan.Read)],
        [.. routes.Tls.Select(TcpRulePlan.Read)]);

    /// <summary>For sidecars, not for gateways.</summary>
    public bool IsMesh => GatewayServers.Length == 0;
}
