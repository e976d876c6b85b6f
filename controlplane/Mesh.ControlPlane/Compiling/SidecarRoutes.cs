namespace Mesh.ControlPlane.Compiling;

/// <summary>Routes of a sidecar. Of several VirtualServices for one host the oldest has it; they do not merge (3.4).</summary>
static class SidecarRoutes
{
    static readonly HashSet<string> Mesh = [VirtualServiceHosts.MeshGateway];

    public static IEnumerable<CompiledRoutes> Compile(IScope scope, ProxyNode node, MeshTables tables)
    {
        var taken = new HashSet<string>();
        foreach (var service in scope.VirtualServices)
        {
            if (!service.IsMesh)
                continue;
            var domains = service.Hosts.Where(taken.Add).ToList();
            if (domains.Count == 0)
                continue;
            var context = new RouteContext(service.Origin, node, scope.Find, Mesh);
            yield return tables.Routes.Get(
                service.InputsOf(context, VirtualServiceHosts.MeshGateway, domains), () => CompiledRoutes.Of(Body(service, context, domains), tables));
        }
    }

    static Contract.Routes Body(MeshVirtualService service, RouteContext context, List<string> domains) => new()
    {
        Name = service.Name,
        Domains = { domains },
        Http = { HttpRuleCompiler.Compile(context) },
        Tcp = { TcpRuleCompiler.Compile(context) },
        Origin = context.Origin,
    };
}
