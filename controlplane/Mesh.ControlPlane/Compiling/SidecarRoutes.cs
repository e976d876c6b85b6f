using Mesh.Contract;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Routes of a sidecar. Of several VirtualServices for one host the oldest has it; they do not merge (3.4).</summary>
static class SidecarRoutes
{
    public static IEnumerable<Routes> Compile(ProxyScope scope, ProxyNode node)
    {
        var gateways = new HashSet<string> { VirtualServiceHosts.MeshGateway };
        var taken = new HashSet<string>();
        foreach (var service in scope.VirtualServices)
        {
            if (!VirtualServiceHosts.Gateways(service).Contains(VirtualServiceHosts.MeshGateway))
                continue;
            var domains = VirtualServiceHosts.Of(service).Where(taken.Add).ToList();
            if (domains.Count == 0)
                continue;
            var context = new RouteContext(service, node, scope.Services, gateways);
            yield return new Routes
            {
                Name = $"{service.Meta.Namespace}/{service.Meta.Name}",
                Domains = { domains },
                Http = { HttpRuleCompiler.Compile(context) },
                Tcp = { TcpRuleCompiler.Compile(context) },
                Origin = context.Origin,
            };
        }
    }
}
