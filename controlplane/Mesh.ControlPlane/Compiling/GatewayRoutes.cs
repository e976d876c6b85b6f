using Mesh.Contract;
using Mesh.ControlPlane.Registry;

namespace Mesh.ControlPlane.Compiling;

/// <summary>
/// Routes of a gateway's listener. VirtualServices that share a host merge (3.4): domains with the same VirtualServices behind them
/// become one Routes resource.
/// </summary>
static class GatewayRoutes
{
    public static IEnumerable<CompiledRoutes> Compile(GatewayListener listener, IScope scope, ProxyNode node, MeshTables tables)
    {
        var gateways = listener.Bindings.Select(binding => binding.GatewayName).ToHashSet();
        foreach (var group in Domains(listener, scope).GroupBy(entry => string.Join('+', entry.Value.Select(service => service.Name)))
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var services = group.First().Value;
            var domains = group.Select(entry => entry.Key).ToList();
            var contexts = services.ConvertAll(service => new RouteContext(service.Origin, node, scope.Find, gateways));
            var inputs = services.Select((service, i) => service.InputsOf(contexts[i], $"{listener.Name} {string.Join(' ', gateways)}", domains));
            yield return tables.Routes.Get(
                Inputs.Joined(inputs), () => CompiledRoutes.Of(Body(listener, $"{listener.Name}:{group.Key}", domains, contexts), tables));
        }
    }

    static Routes Body(GatewayListener listener, string name, List<string> domains, List<RouteContext> contexts)
    {
        var http = contexts.SelectMany(HttpRuleCompiler.Compile);
        return new Routes
        {
            Name = name,
            Domains = { domains },
            GatewayServers = { listener.Name },
            Http = { contexts.Count > 1 ? HttpRuleCompiler.Merge(http) : http },
            Origin = string.Join(", ", contexts.Select(context => context.Origin)),
        };
    }

    static SortedDictionary<string, List<MeshVirtualService>> Domains(GatewayListener listener, IScope scope)
    {
        var domains = new SortedDictionary<string, List<MeshVirtualService>>(StringComparer.Ordinal);
        foreach (var service in scope.VirtualServices)
            foreach (var domain in listener.Bindings.Where(binding => service.Gateways.Contains(binding.GatewayName))
                .SelectMany(binding => binding.Served(service.Origin)).Distinct())
                if (domains.TryGetValue(domain, out var services))
                    services.Add(service);
                else
                    domains[domain] = [service];
        return domains;
    }
}
