using Mesh.Contract;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Registry;

/// <summary>The endpoints of services written as ServiceEntry: those it lists, those it selects, or the name itself.</summary>
sealed class ServiceEntryEndpointSource(WorkloadIndex workloads, RegistryMemory memory)
{
    public IReadOnlyList<Endpoint> Of(MeshService service)
    {
        var entry = (ServiceEntry)service.Origin;
        var selected = entry.WorkloadSelector is { } selector
            ? workloads.Select(entry.Meta.Namespace, selector).Where(workload => workload.Ready).ToList()
            : [];
        return memory.Endpoints.Get(new Inputs([service, .. selected]), () => Make(entry, service, selected));
    }

    IReadOnlyList<Endpoint> Make(ServiceEntry entry, MeshService service, List<WorkloadInstance> selected)
    {
        var collector = new EndpointCollector();
        foreach (var spec in entry.Endpoints)
            collector.Add(WorkloadInstance.Of(entry, spec, memory), service.Ports);
        foreach (var workload in selected)
            collector.Add(workload, service.Ports);

        // DNS without endpoints resolves the host itself (5.14).
        var resolvesHost = entry.Resolution is ServiceEntryResolution.Dns or ServiceEntryResolution.DnsRoundRobin
            && entry.Endpoints.Count == 0 && entry.WorkloadSelector is null && !HostName.IsWildcard(service.Hostname);
        if (resolvesHost)
            collector.Add(WorkloadInstance.Of(entry, new WorkloadEntrySpec { Address = service.Hostname }, memory), service.Ports);
        return collector.Collected();
    }
}
