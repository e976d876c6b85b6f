using Mesh.Contract;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.MeshWide;
using EndpointPort = Mesh.ControlPlane.Resources.Kubernetes.EndpointPort;
using Resource = Mesh.ControlPlane.Resources.Resource;

namespace Mesh.ControlPlane.Registry;

/// <summary>The endpoints that slices, Endpoints objects or selected workloads give to services of Kubernetes.</summary>
sealed class KubernetesEndpointSource
{
    readonly WorkloadIndex workloads;
    readonly RegistryMemory memory;
    readonly ILookup<(string, string), EndpointSlice> slices;
    readonly ILookup<(string, string), KubernetesEndpoints> endpoints;

    public KubernetesEndpointSource(IReadOnlyCollection<Resource> resources, WorkloadIndex workloads, RegistryMemory memory)
    {
        this.workloads = workloads;
        this.memory = memory;
        slices = ResourceAge.Sorted<EndpointSlice>(resources)
            .Where(slice => slice.ServiceName is not null)
            .ToLookup(slice => (slice.Meta.Namespace, slice.ServiceName!));
        endpoints = ResourceAge.Sorted<KubernetesEndpoints>(resources).ToLookup(one => (one.Meta.Namespace, one.Meta.Name));
    }

    /// <summary>Made anew only where something they are made of changed: the service, its slices, or a workload at one of the addresses.</summary>
    public IReadOnlyList<Endpoint> Of(MeshService service)
    {
        var origin = (KubernetesService)service.Origin;
        if (origin.ExternalName is { Length: > 0 } name)
            return memory.Endpoints.Get(new Inputs(service), () => External(name));
        var entries = Selected(origin, workloads.Entries);
        var key = (origin.Meta.Namespace, origin.Meta.Name);
        // Slices win over the older Endpoints; what neither names is found by the selector, as for services written by hand.
        if (slices.Contains(key))
            return FromSlices(service, origin, [.. slices[key]], entries);
        return endpoints.Contains(key) ? FromSubsets(service, origin, [.. endpoints[key]], entries) : FromPods(service, origin, entries);
    }

    IReadOnlyList<Endpoint> FromSlices(MeshService service, KubernetesService origin, EndpointSlice[] own, List<WorkloadInstance> entries)
    {
        var known = own.SelectMany(slice => slice.Endpoints)
            .SelectMany(endpoint => endpoint.Addresses.Select(address => workloads.Find(endpoint.Pod, origin.Meta.Namespace, address)));
        return memory.Endpoints.Get(new Inputs([service, .. own, .. known, .. entries]), () =>
        {
            var collector = new EndpointCollector();
            foreach (var slice in own)
                AddSlice(collector, origin, slice, service.Ports);
            return Collected(collector, service, entries);
        });
    }

    IReadOnlyList<Endpoint> FromSubsets(MeshService service, KubernetesService origin, KubernetesEndpoints[] own, List<WorkloadInstance> entries)
    {
        var known = own.SelectMany(one => one.Subsets).SelectMany(subset => subset.Addresses.Concat(subset.NotReadyAddresses))
            .Select(address => workloads.Find(address.Pod, origin.Meta.Namespace, address.Ip));
        return memory.Endpoints.Get(new Inputs([service, .. own, .. known, .. entries]), () =>
        {
            var collector = new EndpointCollector();
            foreach (var subset in own.SelectMany(one => one.Subsets))
                AddSubset(collector, origin, subset, service.Ports);
            return Collected(collector, service, entries);
        });
    }

    IReadOnlyList<Endpoint> FromPods(MeshService service, KubernetesService origin, List<WorkloadInstance> entries)
    {
        var pods = Selected(origin, workloads.Pods);
        pods.RemoveAll(pod => !pod.Ready && !origin.PublishNotReadyAddresses);
        return memory.Endpoints.Get(new Inputs([service, .. pods, .. entries]), () =>
        {
            var collector = new EndpointCollector();
            pods.ForEach(pod => collector.Add(pod, service.Ports));
            return Collected(collector, service, entries);
        });
    }

    // PILOT_ENABLE_K8S_SELECT_WORKLOAD_ENTRIES: a service selects the WorkloadEntries of its namespace too (5.19).
    static IReadOnlyList<Endpoint> Collected(EndpointCollector collector, MeshService service, List<WorkloadInstance> entries)
    {
        entries.ForEach(entry => collector.Add(entry, service.Ports));
        return collector.Collected();
    }

    static List<WorkloadInstance> Selected(KubernetesService service, Func<string, ObjectSelector, IEnumerable<WorkloadInstance>> among) =>
        service.Selector.Count == 0 ? [] : [.. among(service.Meta.Namespace, new ObjectSelector(service.Selector))];

    static IReadOnlyList<Endpoint> External(string name)
    {
        var collector = new EndpointCollector();
        collector.Add(new WorkloadInstance
        {
            Origin = MeshConfig.Default, Addresses = [name.TrimEnd('.')], Labels = StringMap.Empty, Ports = new Dictionary<string, int>(),
            Identity = new WorkloadIdentity(),
        }, []);
        return collector.Collected();
    }

    void AddSlice(EndpointCollector collector, KubernetesService service, EndpointSlice slice, IReadOnlyList<MeshPort> ports)
    {
        var targets = TargetsOf(slice.Ports, ports);
        foreach (var endpoint in slice.Endpoints.Where(endpoint => endpoint.Ready || service.PublishNotReadyAddresses))
            foreach (var address in endpoint.Addresses)
            {
                var zone = endpoint.Zone is { Length: > 0 } name ? new Locality { Zone = name } : null;
                AddAddress(collector, service, address, endpoint.Pod, targets, zone);
            }
    }

    void AddSubset(EndpointCollector collector, KubernetesService service, EndpointSubset subset, IReadOnlyList<MeshPort> ports)
    {
        var targets = TargetsOf(subset.Ports, ports);
        var addresses = service.PublishNotReadyAddresses ? subset.Addresses.Concat(subset.NotReadyAddresses) : subset.Addresses;
        foreach (var address in addresses)
            AddAddress(collector, service, address.Ip, address.Pod, targets, locality: null);
    }

    void AddAddress(
        EndpointCollector collector, KubernetesService service, string address, PodReference? pod,
        IReadOnlyList<(int ServicePort, int Port)> targets, Locality? locality)
    {
        var workload = workloads.Find(pod, service.Meta.Namespace, address);
        var identity = workload is null ? IdentityOf(pod, service.Meta.Namespace) : null;
        foreach (var (servicePort, port) in targets)
            collector.Add(address, servicePort, port, workload, identity, workload?.Locality ?? locality);
    }

    // Endpoint ports carry the service port's name. Those of a service with one port may leave it out. Worked out once for all addresses.
    static IReadOnlyList<(int ServicePort, int Port)> TargetsOf(IReadOnlyList<EndpointPort> served, IReadOnlyList<MeshPort> ports)
    {
        var byName = served.DistinctBy(port => port.Name).ToDictionary(port => port.Name);
        var only = ports.Count == 1 && served.Count == 1 ? served[0] : null;
        return
        [
            .. from port in ports
               let named = byName.GetValueOrDefault(port.Name) ?? only
               where named is not null
               select (port.Number, named.Port ?? port.Number),
        ];
    }

    WorkloadIdentity? IdentityOf(PodReference? pod, string @namespace) => pod is null
        ? null
        : new WorkloadIdentity { Workload = WorkloadNaming.OfPod(pod.Name, StringMap.Empty), Namespace = pod.Namespace ?? @namespace, Cluster = memory.ClusterId };
}
