using System.Collections.Concurrent;
using Mesh.Contract;
using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Validation;
using Resource = Mesh.ControlPlane.Resources.Resource;
using ResourceSet = Mesh.Contract.ResourceSet;

namespace Mesh.ControlPlane.Compiling;

/// <summary>
/// One state of the mesh, a config with its endpoints, ready to be compiled for any proxy. Immutable to its users and safe to share between
/// threads. The next state takes over all that did not change.
/// </summary>
sealed class MeshCompiler
{
    readonly ConcurrentDictionary<Overlay, Lazy<SharedConfig>> shared = [];
    readonly EndpointTable endpoints;
    readonly Lazy<ResourceSet> baseSet;
    readonly Lazy<WorkloadServices> workloads;

    /// <param name="resources">All good resources.</param>
    /// <param name="mesh">Mesh-wide settings.</param>
    /// <param name="memory">That of all states of the mesh.</param>
    public MeshCompiler(IReadOnlyCollection<Resource> resources, MeshConfig mesh, CompilerMemory memory)
    {
        Definition = new MeshDefinition(resources, memory.For(mesh));
        endpoints = new EndpointTable(Definition.Registry, resources, Definition.Tables);
        baseSet = new Lazy<ResourceSet>(MakeBase);
        workloads = new Lazy<WorkloadServices>(() => new WorkloadServices(Registry, endpoints));
    }

    MeshCompiler(MeshCompiler previous, EndpointTable endpoints, HashSet<MeshService> changed)
    {
        Definition = previous.Definition;
        this.endpoints = endpoints;
        var sameBase = previous.baseSet.IsValueCreated
            && changed.All(service => !ReferenceEquals(service, Definition.Base.Services.GetValueOrDefault(service.Hostname)));
        baseSet = sameBase ? previous.baseSet : new Lazy<ResourceSet>(MakeBase);
        workloads = new Lazy<WorkloadServices>(() => new WorkloadServices(Registry, endpoints));
        foreach (var (overlay, known) in previous.shared)
            if (known.IsValueCreated && !overlay.Services.Overlaps(changed))
                shared[overlay] = new Lazy<SharedConfig>(() => sameBase ? known.Value : known.Value with { Base = BaseOf(overlay) });
    }

    public MeshDefinition Definition { get; }

    public ServiceRegistry Registry => Definition.Registry;

    public IReadOnlyList<Diagnostic> Diagnostics => Definition.Diagnostics;

    /// <summary>The same config with other endpoints; itself when they are the same.</summary>
    /// <param name="resources">Where endpoints stand now; all else is of the config and not looked at.</param>
    /// <param name="mayEmpty">Whether a service may be left without endpoints; else those it has stay.</param>
    /// <param name="inUse">Where the endpoints that stay are known from; null: from here.</param>
    public MeshCompiler WithEndpoints(IReadOnlyCollection<Resource> resources, bool mayEmpty, MeshCompiler? inUse = null)
    {
        var next = new EndpointTable(Registry, resources, Definition.Tables, mayEmpty ? null : endpoints.Kept((inUse ?? this).endpoints));
        var changed = next.ChangedFrom(endpoints);
        return changed.Count == 0 ? this : new MeshCompiler(this, next, changed);
    }

    /// <summary>What has to be compiled for a proxy.</summary>
    public ProxyRequest RequestOf(Node node)
    {
        var proxy = new ProxyNode(node);
        return Definition.RequestOf(proxy, workloads.Value.Of(proxy));
    }

    /// <summary>What a proxy is to run. Equal input gives equal bytes.</summary>
    public CompiledProxy Compile(Node node) => Compile(RequestOf(node), CompiledProxy.Nothing);

    /// <summary>The same, with the objects of what it ran before where they did not change.</summary>
    public CompiledProxy Compile(ProxyRequest request, CompiledProxy previous) => Complete(request, Definition.Compile(request), previous);

    /// <summary>The same; null when its audience is not compiled yet.</summary>
    public CompiledProxy? TryCompile(ProxyRequest request, CompiledProxy previous) =>
        Definition.Find(request.Audience) is { } overlay ? Complete(request, overlay, previous) : null;

    /// <summary>How many different configs proxies run in this state.</summary>
    public int Configs => shared.Count;

    /// <summary>No proxy of the audience is left.</summary>
    public void Forget(Audience audience)
    {
        // The empty one is of other audiences too.
        if (Definition.Forget(audience) is { } overlay && !ReferenceEquals(overlay, Overlay.Empty))
            shared.TryRemove(overlay, out _);
    }

    /// <summary>Drops what was forgotten of a state before while this one was made of it.</summary>
    public void Trim()
    {
        var known = shared.Keys;
        foreach (var gone in known.Except(Definition.Overlays.Values))
            shared.TryRemove(gone, out _);
    }

    CompiledProxy Complete(ProxyRequest request, Overlay overlay, CompiledProxy previous)
    {
        var config = shared.GetOrAdd(overlay, one => new Lazy<SharedConfig>(() => Make(one))).Value;
        var inputs = new Inputs(
            [request.Node.Node, request.Sidecar, Definition.Tables, .. request.Served.SelectMany(served => new object?[] { served.Service, served.Endpoint })]);
        return inputs.Equals(previous.WorkloadInputs)
            ? previous with { Shared = config }
            : new CompiledProxy(config, ResourceCodec.Pack(Kind.Workload, ResourceCodec.WorkloadName, Definition.Workload(request)), inputs);
    }

    SharedConfig Make(Overlay overlay) => new(
        BaseOf(overlay), ResourceSet.Of(0, overlay.Resources.Concat(overlay.Services.Select(endpoints.Of))), overlay.Hidden);

    ResourceSet BaseOf(Overlay overlay) => overlay.OnBase ? baseSet.Value : ResourceSet.Empty;

    ResourceSet MakeBase() => ResourceSet.Of(0, Definition.Base.Resources.Concat(Definition.Base.Services.Values.Select(endpoints.Of)));
}
