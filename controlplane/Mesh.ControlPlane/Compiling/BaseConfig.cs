using Mesh.Contract;
using Mesh.ControlPlane.Registry;

namespace Mesh.ControlPlane.Compiling;

/// <summary>
/// What every sidecar without a Sidecar resource has: the services, policies and routes that are exported to all, as they are for a
/// namespace that no resource names. Compiled once for all of them.
/// </summary>
sealed class BaseConfig
{
    readonly Dictionary<string, MeshService> services = [];
    readonly Dictionary<string, Resource> packed = [];
    readonly HashSet<string> destinations;

    public BaseConfig(MeshDefinition mesh)
    {
        var node = new ProxyNode(new Node { Id = Audience.Anywhere, Namespace = Audience.Anywhere });
        foreach (var service in mesh.Registry.Services)
            if (service.Visibility.IsPublic && (!services.TryGetValue(service.Hostname, out var known) || ServiceRegistry.Precedes(service, known)))
                services[service.Hostname] = service;
        foreach (var (hostname, service) in services)
            packed[hostname] = mesh.Service(service, node);

        var scope = new NamespaceScope(mesh, Audience.Anywhere);
        Routes = [.. SidecarRoutes.Compile(scope, node, mesh.Tables).Select(routes => routes.Resource)];
        destinations = [.. scope.VirtualServices.SelectMany(service => service.Destinations)];
        Sources = [.. scope.VirtualServices.Where(service => service.IsMesh).SelectMany(service => service.Sources)];
    }

    public IReadOnlyDictionary<string, MeshService> Services => services;

    public IReadOnlyList<Resource> Routes { get; }

    /// <summary>Clients that the routes treat unlike others.</summary>
    public IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, string? Namespace)> Sources { get; }

    /// <summary>All but endpoints.</summary>
    public IEnumerable<Resource> Resources => packed.Values.Concat(Routes);

    public Resource? ServiceResource(string hostname) => packed.GetValueOrDefault(hostname);

    public bool RoutesTo(string hostname) => destinations.Contains(hostname);
}
