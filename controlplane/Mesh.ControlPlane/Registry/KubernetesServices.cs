using Mesh.Contract;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.MeshWide;
using EndpointPort = Mesh.ControlPlane.Resources.Kubernetes.EndpointPort;
using Resource = Mesh.ControlPlane.Resources.Resource;

namespace Mesh.ControlPlane.Registry;

/// <summary>Services of Kubernetes with the endpoints that slices, Endpoints objects or selected workloads give them.</summary>
sealed class KubernetesServices
{
    const string ExportToAnnotation = "networking.istio.io/exportTo";

    readonly MeshConfig mesh;
    readonly WorkloadIndex workloads;
    readonly ILookup<(string, string), EndpointSlice> slices;
    readonly ILookup<(string, string), KubernetesEndpoints> endpoints;

    public KubernetesServices(IReadOnlyCollection<Resource> resources, MeshConfig mesh, WorkloadIndex workloads)
    {
        this.mesh = mesh;
        this.workloads = workloads;
        slices = ResourceAge.Sorted<EndpointSlice>(resources)
            .Where(slice => slice.ServiceName is not null)
            .ToLookup(slice => (slice.Meta.Namespace, slice.ServiceName!));
        endpoints = ResourceAge.Sorted<KubernetesEndpoints>(resources).ToLookup(one => (one.Meta.Namespace, one.Meta.Name));
    }

    public MeshService Read(KubernetesService service)
    {
        var ports = service.Ports
            .Select(port => new MeshPort(
                port.Port, port.Name, ProtocolSelection.OfService(port.Name, port.AppProtocol, port.Protocol, port.Port), port.TargetPort))
            .ToList();
        var external = service.ExternalName is { Length: > 0 };
        return new MeshService
        {
            Hostname = HostName.OfService(service.Meta.Name, service.Meta.Namespace),
            Name = service.Meta.Name,
            Origin = service,
            Ports = ports,
            Addresses = [.. service.ClusterIps.Concat(service.ExternalIps).Select(AddressParsing.Range).OfType<Cidr>()],
            Resolution = external ? Resolution.Dns : Resolution.Static,
            MeshExternal = external,
            Headless = service.Headless,
            Visibility = VisibilityOf(service),
            Selector = service.Selector.Count == 0 ? null : new ObjectSelector(service.Selector),
            Endpoints = external ? ExternalEndpoint(service.ExternalName!) : EndpointsOf(service, ports),
        };
    }

    Visibility VisibilityOf(KubernetesService service)
    {
        var annotation = service.Meta.Annotations.GetValueOrDefault(ExportToAnnotation, "");
        var written = annotation.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Visibility.Of(written, mesh.DefaultServiceExportTo, service.Meta.Namespace);
    }

    static IReadOnlyList<Endpoint> ExternalEndpoint(string name)
    {
        var collector = new EndpointCollector();
        collector.Add(new WorkloadInstance
        {
            Origin = MeshConfig.Default, Addresses = [name.TrimEnd('.')], Labels = StringMap.Empty, Ports = new Dictionary<string, int>(),
            Identity = new WorkloadIdentity(),
        }, []);
        return collector.Collected();
    }

    // Slices win over the older Endpoints; what neither names is found by the selector, as for services written by hand.
    IReadOnlyList<Endpoint> EndpointsOf(KubernetesService service, List<MeshPort> ports)
    {
        var key = (service.Meta.Namespace, service.Meta.Name);
        var collector = new EndpointCollector();
        if (slices.Contains(key))
            foreach (var slice in slices[key])
                AddSlice(collector, service, slice, ports);
        else if (endpoints.Contains(key))
            foreach (var subset in endpoints[key].SelectMany(one => one.Subsets))
                AddSubset(collector, service, subset, ports);
        else
            AddPods(collector, service, ports);
        AddEntries(collector, service, ports);
        return collector.Collected();
    }

    void AddSlice(EndpointCollector collector, KubernetesService service, EndpointSlice slice, List<MeshPort> ports)
    {
        var targets = TargetsOf(slice.Ports, ports);
        foreach (var endpoint in slice.Endpoints.Where(endpoint => endpoint.Ready || service.PublishNotReadyAddresses))
            foreach (var address in endpoint.Addresses)
            {
                var zone = endpoint.Zone is { Length: > 0 } name ? new Locality { Zone = name } : null;
                AddAddress(collector, service, address, endpoint.Pod, targets, zone);
            }
    }

    void AddSubset(EndpointCollector collector, KubernetesService service, EndpointSubset subset, List<MeshPort> ports)
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
    static IReadOnlyList<(int ServicePort, int Port)> TargetsOf(IReadOnlyList<EndpointPort> served, List<MeshPort> ports)
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

    static WorkloadIdentity? IdentityOf(PodReference? pod, string @namespace) => pod is null
        ? null
        : new WorkloadIdentity { Workload = WorkloadNaming.OfPod(pod.Name, StringMap.Empty), Namespace = pod.Namespace ?? @namespace, Cluster = WorkloadNaming.Cluster };

    void AddPods(EndpointCollector collector, KubernetesService service, List<MeshPort> ports)
    {
        if (service.Selector.Count == 0)
            return;
        foreach (var workload in workloads.Select(service.Meta.Namespace, new ObjectSelector(service.Selector)))
            if (workload.Origin is Pod && (workload.Ready || service.PublishNotReadyAddresses))
                collector.Add(workload, ports);
    }

    // PILOT_ENABLE_K8S_SELECT_WORKLOAD_ENTRIES: a service selects the WorkloadEntries of its namespace too (5.19).
    void AddEntries(EndpointCollector collector, KubernetesService service, List<MeshPort> ports)
    {
        if (service.Selector.Count == 0)
            return;
        foreach (var workload in workloads.Select(service.Meta.Namespace, new ObjectSelector(service.Selector)))
            if (workload.Origin is not Pod)
                collector.Add(workload, ports);
    }
}
