using Mesh.Contract;
using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources;
using Resource = Mesh.Contract.Resource;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Compiles what one audience has beyond the base.</summary>
sealed class OverlayCompiler(MeshDefinition mesh, ProxyRequest request)
{
    readonly ProxyNode node = request.Node;

    public Overlay Compile() =>
        node.IsGateway ? OfGateway()
        : request.Sidecar is { Egress.Count: > 0 } ? OfScope(new SidecarScope(mesh, node.Namespace, request.Sidecar))
        : OnBase();

    // Only what can differ is looked at: services exported by name, services under rules that not all see, and the routes where there is
    // a VirtualService exported by name or a match for such clients.
    Overlay OnBase()
    {
        var own = OwnServices();
        var resources = Overlay.SetOf(own.Values.Concat(ServicesUnderOtherRules(own)))
            .Select(service => mesh.Service(service, node))
            .Where(resource => !ReferenceEquals(resource, mesh.Base.ServiceResource(resource.Name)))
            .ToList();
        var hidden = Overlay.NothingHidden;
        if (HasOtherRoutes(own.Keys))
        {
            var routes = SidecarRoutes.Compile(new NamespaceScope(mesh, node.Namespace), node, mesh.Tables).Select(one => one.Resource).ToList();
            resources.AddRange(routes.Except(mesh.Base.Routes, ReferenceEqualityComparer.Instance).Cast<Resource>());
            hidden = mesh.Base.Routes.Select(one => one.Key()).Except(routes.Select(one => one.Key())).ToHashSet();
        }

        return resources.Count == 0 && own.Count == 0 && hidden.Count == 0 ? Overlay.Empty : new Overlay(true, resources, Overlay.SetOf(own.Values), hidden);
    }

    Dictionary<string, MeshService> OwnServices()
    {
        var own = new Dictionary<string, MeshService>();
        foreach (var hostname in mesh.HostsExportedTo(node.Namespace))
            if (mesh.Registry.Visible(hostname, node.Namespace) is { } chosen && !ReferenceEquals(chosen, mesh.Base.Services.GetValueOrDefault(hostname)))
                own[hostname] = chosen;
        return own;
    }

    IEnumerable<MeshService> ServicesUnderOtherRules(Dictionary<string, MeshService> own)
    {
        foreach (var host in mesh.Rules.HostsOf(node.Namespace))
            if (HostName.IsWildcard(host))
                foreach (var service in mesh.Base.Services.Values.Where(one => HostName.Covers(host, one.Hostname) && !own.ContainsKey(one.Hostname)))
                    yield return service;
            else if (!own.ContainsKey(host) && mesh.Base.Services.TryGetValue(host, out var exact))
                yield return exact;
    }

    bool HasOtherRoutes(IEnumerable<string> ownHosts) =>
        mesh.VirtualServices.Any(service => service.IsMesh && !service.Visibility.IsPublic && service.Visibility.Includes(node.Namespace))
        || ownHosts.Any(mesh.Base.RoutesTo)
        || mesh.Base.Sources.Any(source => new ObjectSelector(source.Labels).Matches(node.Labels)
            && (string.IsNullOrEmpty(source.Namespace) || source.Namespace == node.Namespace));

    Overlay OfScope(SidecarScope scope) => new(
        false,
        [
            .. scope.Services.Select(service => mesh.Service(service, node)),
            .. SidecarRoutes.Compile(scope, node, mesh.Tables).Select(routes => routes.Resource),
        ],
        Overlay.SetOf(scope.Services), Overlay.NothingHidden);

    // A gateway forwards only where its routes lead; it need not know the rest of the mesh.
    Overlay OfGateway()
    {
        var scope = new NamespaceScope(mesh, node.Namespace);
        var listeners = GatewayListeners.Of(mesh.Gateways, node, request.Ports);
        var routes = listeners.SelectMany(listener => GatewayRoutes.Compile(listener, scope, node, mesh.Tables)).ToList();
        var reached = routes.SelectMany(one => one.Destinations).Distinct().Select(scope.Find).OfType<MeshService>().ToList();
        return new Overlay(
            false,
            [
                .. reached.Select(service => mesh.Service(service, node)),
                .. routes.Select(one => one.Resource),
                .. listeners.Select(listener => mesh.Tables.Pack(Kind.GatewayServer, listener.Name, listener.Compile())),
            ],
            Overlay.SetOf(reached), Overlay.NothingHidden);
    }
}
