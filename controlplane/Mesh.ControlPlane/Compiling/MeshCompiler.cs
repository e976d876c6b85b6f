using Mesh.Contract;
using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;
using Mesh.ControlPlane.Validation;
using Resource = Mesh.ControlPlane.Resources.Resource;

namespace Mesh.ControlPlane.Compiling;

/// <summary>
/// One state of the mesh, ready to be compiled for any proxy. Immutable to its users and safe to share between threads: what it has
/// compiled for one audience it keeps for the next proxy of the same audience.
/// </summary>
sealed class MeshCompiler
{
    // Who connects chooses its namespace and labels; what is kept for them is bounded, beyond that it is compiled again.
    const int MaxKeptAudiences = 1_000;

    static readonly Dictionary<int, int> NoPorts = [];

    readonly Lock gate = new();
    readonly Dictionary<Audience, ResourceSet> audiences = [];
    readonly Dictionary<(string Namespace, Sidecar? Sidecar), ProxyScope> scopes = [];
    readonly IReadOnlyList<VirtualService> virtualServices;
    readonly IReadOnlyList<Gateway> gateways;
    readonly MeshConfig mesh;
    readonly Sidecars sidecars;
    readonly DestinationRules rules;
    readonly ServiceCompiler services;
    readonly WorkloadCompiler workloads;
    readonly ResourceInterner interner;
    readonly HashSet<string> askedLabels;

    /// <param name="resources">All good resources.</param>
    /// <param name="mesh">Mesh-wide settings.</param>
    /// <param name="interner">Shared by all states of a mesh, so that what did not change stays the same object.</param>
    public MeshCompiler(IReadOnlyCollection<Resource> resources, MeshConfig mesh, ResourceInterner interner)
    {
        this.mesh = mesh;
        this.interner = interner;
        Registry = ServiceRegistry.Of(resources, mesh);
        virtualServices = ResourceAge.Sorted<VirtualService>(resources);
        gateways = ResourceAge.Sorted<Gateway>(resources);
        sidecars = new Sidecars(resources, mesh.RootNamespace);
        rules = new DestinationRules(resources, mesh);
        services = new ServiceCompiler(mesh, interner);
        workloads = new WorkloadCompiler(mesh, new WorkloadServices(Registry));
        askedLabels = [.. AskedLabels(resources)];
        Diagnostics = [.. new ReferenceCheck(resources, Registry, mesh).Check()];
    }

    public ServiceRegistry Registry { get; }

    /// <summary>What is wrong between resources: each of them is good by itself and is used.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>What a proxy is to run. Equal input gives equal bytes.</summary>
    public CompiledProxy Compile(Node node)
    {
        var proxy = new ProxyNode(node);
        lock (gate)
        {
            var sidecar = sidecars.For(proxy);
            var ports = proxy.IsGateway ? workloads.ListeningPorts(proxy) : NoPorts;
            var audience = Audience.Of(proxy, sidecar, askedLabels, ports);
            return new CompiledProxy(
                SharedOf(audience, proxy, sidecar, ports),
                ResourceCodec.Pack(Kind.Workload, ResourceCodec.WorkloadName, workloads.Compile(proxy, sidecar)));
        }
    }

    Contract.ResourceSet SharedOf(Audience audience, ProxyNode node, Sidecar? sidecar, Dictionary<int, int> ports)
    {
        if (audiences.TryGetValue(audience, out var known))
            return known;
        if (audiences.Count >= MaxKeptAudiences)
        {
            audiences.Clear();
            scopes.Clear();
        }

        return audiences[audience] = Contract.ResourceSet.Of(0, Shared(node, ScopeOf(node, sidecar), ports));
    }

    ProxyScope ScopeOf(ProxyNode node, Sidecar? sidecar)
    {
        if (!scopes.TryGetValue((node.Namespace, sidecar), out var scope))
            scopes[(node.Namespace, sidecar)] = scope = new ProxyScope(node.Namespace, sidecar, Registry, virtualServices, mesh);
        return scope;
    }

    IEnumerable<Contract.Resource> Shared(ProxyNode node, ProxyScope scope, Dictionary<int, int> ports)
    {
        var listeners = node.IsGateway ? GatewayListeners.Of(gateways, node, ports) : [];
        var routes = node.IsGateway
            ? listeners.SelectMany(listener => GatewayRoutes.Compile(listener, scope, node)).ToList()
            : [.. SidecarRoutes.Compile(scope, node)];
        var known = node.IsGateway ? Reached(routes, scope) : scope.Services.Values;

        return known.SelectMany(service => Pack(service, node))
            .Concat(routes.Select(one => interner.Pack(Kind.Routes, one.Name, one)))
            .Concat(listeners.Select(listener => interner.Pack(Kind.GatewayServer, listener.Name, listener.Compile())));
    }

    IEnumerable<Contract.Resource> Pack(MeshService service, ProxyNode node) =>
        [services.Service(service, rules.For(service, node.Namespace, node.Labels)), services.Endpoints(service)];

    // A gateway forwards only where its routes lead; it need not know the rest of the mesh.
    static IEnumerable<MeshService> Reached(List<Routes> routes, ProxyScope scope) =>
        routes.SelectMany(one => one.Http.Select(rule => rule.Forward).Concat(one.Tcp.Select(rule => rule.Forward)))
            .SelectMany(forward => forward.Destinations)
            .Select(destination => scope.Services.GetValueOrDefault(destination.Hostname))
            .OfType<MeshService>()
            .Distinct(ReferenceEqualityComparer.Instance)
            .Cast<MeshService>();

    static IEnumerable<string> AskedLabels(IReadOnlyCollection<Resource> resources) => resources.SelectMany(resource => resource switch
    {
        VirtualService service => service.Http.SelectMany(rule => rule.Match).SelectMany(match => match.SourceLabels.Keys)
            .Concat(service.Tcp.SelectMany(rule => rule.Match).SelectMany(match => match.SourceLabels.Keys)),
        DestinationRule { WorkloadSelector: { } selector } => selector.Labels.Keys,
        Gateway gateway => gateway.Selector.Labels.Keys,
        _ => [],
    });
}
