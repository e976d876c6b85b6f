using Mesh.Contract;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>
/// Routes of a gateway's listener. VirtualServices that share a host merge (3.4): domains with the same VirtualServices behind them
/// become one Routes resource.
/// </summary>
static class GatewayRoutes
{
    public static IEnumerable<Routes> Compile(GatewayListener listener, ProxyScope scope, ProxyNode node) =>
        Domains(listener, scope).GroupBy(entry => string.Join('+', entry.Value.Select(NameOf)))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Compile(listener, scope, node, group.Key, [.. group.Select(entry => entry.Key)], group.First().Value));

    static Routes Compile(
        GatewayListener listener, ProxyScope scope, ProxyNode node, string name, List<string> domains, List<VirtualService> services)
    {
        var gateways = listener.Bindings.Select(binding => binding.GatewayName).ToHashSet();
        var contexts = services.ConvertAll(service => new RouteContext(service, node, scope.Services, gateways));
        var http = contexts.SelectMany(HttpRuleCompiler.Compile);
        return new Routes
        {
            Name = $"{listener.Name}:{name}",
            Domains = { domains },
            GatewayServers = { listener.Name },
            Http = { services.Count > 1 ? HttpRuleCompiler.Merge(http) : http },
            Origin = string.Join(", ", contexts.Select(context => context.Origin)),
        };
    }

    static SortedDictionary<string, List<VirtualService>> Domains(GatewayListener listener, ProxyScope scope)
    {
        var domains = new SortedDictionary<string, List<VirtualService>>(StringComparer.Ordinal);
        foreach (var service in scope.VirtualServices)
        {
            var names = VirtualServiceHosts.Gateways(service);
            foreach (var domain in listener.Bindings.Where(binding => names.Contains(binding.GatewayName))
                .SelectMany(binding => binding.Served(service)).Distinct())
                if (domains.TryGetValue(domain, out var services))
                    services.Add(service);
                else
                    domains[domain] = [service];
        }

        return domains;
    }

    static string NameOf(VirtualService service) => $"{service.Meta.Namespace}/{service.Meta.Name}";
}
