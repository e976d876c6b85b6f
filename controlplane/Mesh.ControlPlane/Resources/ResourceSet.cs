using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;
using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources;

/// <summary>Every valid resource at one moment. Immutable; each list is ordered by age, then namespace, then name.</summary>
public sealed class ResourceSet
{
    public static readonly ResourceSet Empty = new(0, [], []);

    readonly Dictionary<ResourceKey, Resource> byKey;

    /// <param name="generation">Counts published sets, from 1.</param>
    /// <param name="resources">Unique by key, in any order.</param>
    /// <param name="diagnostics">Everything found on the way.</param>
    public ResourceSet(long generation, IEnumerable<Resource> resources, IReadOnlyList<Diagnostic> diagnostics)
    {
        Generation = generation;
        Diagnostics = diagnostics;
        All = [.. resources.Order(ResourceOrder.OldestFirst)];
        byKey = All.ToDictionary(resource => resource.Key);
        VirtualServices = Of<VirtualService>();
        DestinationRules = Of<DestinationRule>();
        Gateways = Of<Gateway>();
        ServiceEntries = Of<ServiceEntry>();
        WorkloadEntries = Of<WorkloadEntry>();
        WorkloadGroups = Of<WorkloadGroup>();
        Sidecars = Of<Sidecar>();
        Services = Of<KubernetesService>();
        EndpointSlices = Of<EndpointSlice>();
        Endpoints = Of<KubernetesEndpoints>();
        Namespaces = Of<KubernetesNamespace>();
        Pods = Of<Pod>();
        Mesh = EffectiveMesh(Of<MeshConfig>());
    }

    public long Generation { get; }

    /// <summary>False while the config tree was never seen with a file in it: then that nothing is here says nothing, and no proxy may lose
    /// what it holds over it.</summary>
    public bool IsLoaded { get; init; } = true;

    public IReadOnlyList<Resource> All { get; }

    public IReadOnlyList<VirtualService> VirtualServices { get; }

    public IReadOnlyList<DestinationRule> DestinationRules { get; }

    public IReadOnlyList<Gateway> Gateways { get; }

    public IReadOnlyList<ServiceEntry> ServiceEntries { get; }

    public IReadOnlyList<WorkloadEntry> WorkloadEntries { get; }

    public IReadOnlyList<WorkloadGroup> WorkloadGroups { get; }

    public IReadOnlyList<Sidecar> Sidecars { get; }

    public IReadOnlyList<KubernetesService> Services { get; }

    public IReadOnlyList<EndpointSlice> EndpointSlices { get; }

    public IReadOnlyList<KubernetesEndpoints> Endpoints { get; }

    public IReadOnlyList<KubernetesNamespace> Namespaces { get; }

    public IReadOnlyList<Pod> Pods { get; }

    /// <summary>The mesh's settings; Istio's defaults when none were written.</summary>
    public MeshConfig Mesh { get; }

    /// <summary>Ordered by file, document and line.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    public Resource? Find(ResourceKey key) => byKey.GetValueOrDefault(key);

    IReadOnlyList<T> Of<T>()
        where T : Resource => [.. All.OfType<T>()];

    /// <summary>The one in the default root namespace wins over those of other revisions and tests.</summary>
    static MeshConfig EffectiveMesh(IReadOnlyList<MeshConfig> written) =>
        written.FirstOrDefault(mesh => mesh.Meta.Namespace == MeshConfig.Default.Meta.Namespace)
        ?? written.FirstOrDefault()
        ?? MeshConfig.Default;
}
