using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>What the proxies of one namespace under one Sidecar may know: services and VirtualServices (3.3, 5.22, 5.23, 9.9).</summary>
sealed class ProxyScope
{
    readonly Dictionary<string, MeshService> services = [];

    public ProxyScope(string @namespace, Sidecar? sidecar, ServiceRegistry registry, IReadOnlyList<VirtualService> virtualServices, MeshConfig mesh)
    {
        Namespace = @namespace;
        Sidecar = sidecar;
        var egress = EgressHosts.Of(sidecar);
        foreach (var service in registry.Services)
            if (service.Visibility.Includes(@namespace) && egress.Imports(service))
                Add(service);

        VirtualServices = virtualServices
            .Where(one => Visibility.Of(one.ExportTo, mesh.DefaultVirtualServiceExportTo, one.Meta.Namespace).Includes(@namespace))
            .Where(one => egress.Imports(one.Meta.Namespace, VirtualServiceHosts.Of(one)))
            .ToList();

        // Where an imported VirtualService routes to is needed too, though no egress host names it.
        foreach (var host in VirtualServices.SelectMany(VirtualServiceHosts.Destinations))
            if (!services.ContainsKey(host) && registry.Visible(host, @namespace) is { } destination)
                Add(destination);
    }

    public string Namespace { get; }

    public Sidecar? Sidecar { get; }

    /// <summary>By host name; one service each.</summary>
    public IReadOnlyDictionary<string, MeshService> Services => services;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<VirtualService> VirtualServices { get; }

    void Add(MeshService service)
    {
        if (!services.TryGetValue(service.Hostname, out var known) || ServiceRegistry.Precedes(service, known))
            services[service.Hostname] = service;
    }
}
