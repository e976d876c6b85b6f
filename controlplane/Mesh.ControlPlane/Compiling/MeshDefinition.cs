using System.Collections.Concurrent;
using Mesh.Contract;
using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.Networking;
using Mesh.ControlPlane.Validation;
using Resource = Mesh.ControlPlane.Resources.Resource;

namespace Mesh.ControlPlane.Compiling;

/// <summary>
/// One state of the config of a mesh: everything but endpoints, which come and go without it. Immutable to its users and safe to share
/// between threads; what it has compiled for an audience it keeps until it is told that nobody has it any more.
/// </summary>
sealed class MeshDefinition
{
    readonly ConcurrentDictionary<Audience, Overlay> overlays = [];
    readonly Lazy<BaseConfig> shared;
    readonly ServiceCompiler services;
    readonly Sidecars sidecars;
    readonly WorkloadCompiler workloads;
    readonly Dictionary<string, HashSet<string>> exportedHosts = [];
    readonly HashSet<string> namespaces;
    readonly HashSet<string> populated;
    readonly HashSet<KeyValuePair<string, string>> labels;

    public MeshDefinition(IReadOnlyCollection<Resource> resources, MeshTables tables)
    {
        Tables = tables;
        tables.SweepConfig();
        var mesh = tables.Registry.Mesh;
        Registry = ServiceRegistry.Of(resources, tables.Registry);
        VirtualServices = ResourceAge.Sorted<VirtualService>(resources)
            .ConvertAll(service => tables.VirtualServices.Get(new Inputs(service), () => new MeshVirtualService(service, mesh)));
        Gateways = ResourceAge.Sorted<Gateway>(resources);
        sidecars = new Sidecars(resources, mesh.RootNamespace);
        Rules = new DestinationRules(resources, tables);
        services = new ServiceCompiler(tables);
        workloads = new WorkloadCompiler(mesh);
        foreach (var service in Registry.Services)
            foreach (var name in service.Visibility.IsPublic ? [] : service.Visibility.Namespaces)
                (exportedHosts.TryGetValue(name, out var hosts) ? hosts : exportedHosts[name] = []).Add(service.Hostname);
        namespaces = [.. Rules.Namespaces, .. exportedHosts.Keys, .. VirtualServices.SelectMany(NamespacesOf)];
        populated = [.. Registry.Services.Select(service => service.Namespace), .. VirtualServices.Select(service => service.Origin.Meta.Namespace)];
        labels = [.. AskedLabels(resources)];
        shared = new Lazy<BaseConfig>(() => new BaseConfig(this));
        Diagnostics = [.. new ReferenceCheck(resources, Registry, mesh).Check()];
    }

    public MeshTables Tables { get; }

    public ServiceRegistry Registry { get; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<MeshVirtualService> VirtualServices { get; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Gateway> Gateways { get; }

    public DestinationRules Rules { get; }

    public BaseConfig Base => shared.Value;

    /// <summary>What is wrong between resources: each of them is good by itself and is used.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Host names of services that are exported to a namespace by name.</summary>
    public IReadOnlyCollection<string> HostsExportedTo(string @namespace) => exportedHosts.GetValueOrDefault(@namespace, []);

    /// <summary>A service as a proxy uses it.</summary>
    public Contract.Resource Service(MeshService service, ProxyNode node) =>
        services.Compile(service, Rules.For(service, node.Namespace, node.Labels));

    public Workload Workload(ProxyRequest request) => workloads.Compile(request);

    /// <param name="node">Who asks.</param>
    /// <param name="served">What its workload serves.</param>
    public ProxyRequest RequestOf(ProxyNode node, IReadOnlyList<ServedService> served)
    {
        var sidecar = sidecars.For(node);
        var ports = node.IsGateway ? WorkloadCompiler.ListeningPorts(served) : [];
        return new ProxyRequest(node, sidecar, served, ports, new Audience(
            node.IsGateway,
            IsUnlikeOthers(node.Namespace, sidecar) ? node.Namespace : Audience.Anywhere,
            sidecar is null or { Egress.Count: 0 } ? "" : $"{sidecar.Meta.Namespace}/{sidecar.Meta.Name}",
            string.Join('\n', node.Labels.Where(labels.Contains).OrderBy(label => label.Key, StringComparer.Ordinal)),
            string.Join(',', ports.OrderBy(port => port.Key))));
    }

    /// <summary>All that is compiled, by audience.</summary>
    public IReadOnlyDictionary<Audience, Overlay> Overlays => overlays;

    /// <summary>All resources that are compiled, for whichever audience.</summary>
    public IEnumerable<Contract.Resource> Compiled =>
        (shared.IsValueCreated ? Base.Resources : []).Concat(overlays.Values.SelectMany(overlay => overlay.Resources));

    /// <summary>What was compiled for an audience; null when nothing was.</summary>
    public Overlay? Find(Audience audience) => overlays.GetValueOrDefault(audience);

    /// <summary>Compiles for the audience of a proxy, on the caller's thread, unless it is compiled.</summary>
    public Overlay Compile(ProxyRequest request) =>
        Find(request.Audience) ?? overlays.GetOrAdd(request.Audience, new OverlayCompiler(this, request).Compile());

    /// <summary>No proxy of the audience is left.</summary>
    /// <returns>What was compiled for it; null when nothing was.</returns>
    public Overlay? Forget(Audience audience) => overlays.TryRemove(audience, out var overlay) ? overlay : null;

    // Of the mesh's default Sidecar each namespace imports its own: where nothing is, nothing, wherever that is.
    bool IsUnlikeOthers(string @namespace, Sidecar? sidecar) =>
        namespaces.Contains(@namespace) || (populated.Contains(@namespace) && sidecar is not null && EgressHosts.AreRelative(sidecar));

    static IEnumerable<string> NamespacesOf(MeshVirtualService service) =>
        (service.Visibility.IsPublic ? [] : service.Visibility.Namespaces).Concat(service.Sources.Select(source => source.Namespace).OfType<string>());

    static IEnumerable<KeyValuePair<string, string>> AskedLabels(IReadOnlyCollection<Resource> resources) => resources.SelectMany(resource => resource switch
    {
        VirtualService service => service.Http.SelectMany(rule => rule.Match).SelectMany(match => match.SourceLabels)
            .Concat(service.Tls.SelectMany(rule => rule.Match).SelectMany(match => match.SourceLabels))
            .Concat(service.Tcp.SelectMany(rule => rule.Match).SelectMany(match => match.SourceLabels)),
        DestinationRule { WorkloadSelector: { } selector } => selector.Labels,
        Gateway gateway => gateway.Selector.Labels,
        _ => [],
    });
}
