using Mesh.Contract;
using Mesh.ControlPlane.Resources;
using Resource = Mesh.ControlPlane.Resources.Resource;

namespace Mesh.ControlPlane.Registry;

/// <summary>Who serves each service of a registry. Apart from the registry, for endpoints change often and nothing else with them. Immutable.</summary>
sealed class ServiceEndpoints
{
    readonly Dictionary<MeshService, IReadOnlyList<Endpoint>> byService = new(ReferenceEqualityComparer.Instance);

    /// <param name="services">Whose endpoints.</param>
    /// <param name="resources">Where they stand: slices, Endpoints, pods and WorkloadEntries are looked at; services are those of the registry.</param>
    /// <param name="memory">That of the registry.</param>
    public ServiceEndpoints(IReadOnlyList<MeshService> services, IReadOnlyCollection<Resource> resources, RegistryMemory memory)
    {
        memory.SweepEndpoints();
        var workloads = new WorkloadIndex(resources, memory);
        var kubernetes = new KubernetesEndpointSource(resources, workloads, memory);
        var entries = new ServiceEntryEndpointSource(workloads, memory);
        foreach (var service in services)
            byService[service] = service.Target.IsKubernetes ? kubernetes.Of(service.Target) : entries.Of(service.Target);
    }

    /// <summary>Kinds of which nothing but endpoints is made.</summary>
    public static bool IsMadeOf(ResourceKind kind) =>
        kind is ResourceKind.EndpointSlice or ResourceKind.Endpoints or ResourceKind.Pod or ResourceKind.WorkloadEntry;

    /// <summary>In order of address; the same object as before where nothing changed.</summary>
    public IReadOnlyList<Endpoint> Of(MeshService service) => byService.GetValueOrDefault(service, []);
}
