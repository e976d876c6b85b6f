using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>What the proxies of one namespace know under a Sidecar that says so (5.22, 5.23).</summary>
sealed class SidecarScope : IScope
{
    readonly Dictionary<string, MeshService> services = [];

    public SidecarScope(MeshDefinition mesh, string @namespace, Sidecar sidecar)
    {
        var egress = EgressHosts.Of(sidecar, @namespace);
        foreach (var service in mesh.Registry.Services)
            if (service.Visibility.Includes(@namespace) && egress.Imports(service))
                Add(service);

        VirtualServices =
        [
            .. mesh.VirtualServices.Where(one => one.Visibility.Includes(@namespace))
                .Where(one => egress.Imports(one.Origin.Meta.Namespace, one.Hosts)),
        ];

        // Where an imported VirtualService routes to is needed too, though no egress host names it.
        foreach (var host in VirtualServices.SelectMany(one => one.Destinations))
            if (!services.ContainsKey(host) && mesh.Registry.Visible(host, @namespace) is { } destination)
                Add(destination);
    }

    public IReadOnlyCollection<MeshService> Services => services.Values;

    public IReadOnlyList<MeshVirtualService> VirtualServices { get; }

    public MeshService? Find(string hostname) => services.GetValueOrDefault(hostname);

    void Add(MeshService service)
    {
        if (!services.TryGetValue(service.Hostname, out var known) || ServiceRegistry.Precedes(service, known))
            services[service.Hostname] = service;
    }
}
