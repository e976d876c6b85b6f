using Mesh.Contract;
using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Registry;

/// <summary>Services written as ServiceEntry: one per host (5.12-5.17).</summary>
sealed class ServiceEntries(MeshConfig mesh, WorkloadIndex workloads)
{
    public IEnumerable<MeshService> Read(ServiceEntry entry)
    {
        var ports = entry.Ports.Select(PortOf).ToList();
        var addresses = entry.Addresses.Select(AddressParsing.Range).OfType<Cidr>().ToList();
        var visibility = Visibility.Of(entry.ExportTo, mesh.DefaultServiceExportTo, entry.Meta.Namespace);
        return entry.Hosts.Select(host => HostName.Qualify(host, entry.Meta.Namespace)).Distinct().Select(host => new MeshService
        {
            Hostname = host,
            Name = host,
            Origin = entry,
            Ports = ports,
            Addresses = addresses,
            Resolution = ResolutionOf(entry.Resolution),
            MeshExternal = entry.Location == ServiceEntryLocation.MeshExternal,
            Visibility = visibility,
            Selector = entry.WorkloadSelector,
            Endpoints = EndpointsOf(entry, host, ports),
        });
    }

    static MeshPort PortOf(Port port) => new(
        port.Number, port.Name, ProtocolSelection.OfDeclared(port.Protocol, port.Name), new TargetPort(port.TargetPort ?? 0, null), ByName: true);

    static Resolution ResolutionOf(ServiceEntryResolution resolution) => resolution switch
    {
        ServiceEntryResolution.None => Resolution.OriginalDestination,
        ServiceEntryResolution.Static => Resolution.Static,
        ServiceEntryResolution.Dns => Resolution.Dns,
        ServiceEntryResolution.DnsRoundRobin => Resolution.DnsRoundRobin,
        // The name a request asks for would be resolved when it comes. Until that is supported there is no endpoint: requests get 503.
        ServiceEntryResolution.DynamicDns => Resolution.Static,
    };

    IReadOnlyList<Endpoint> EndpointsOf(ServiceEntry entry, string host, List<MeshPort> ports)
    {
        var collector = new EndpointCollector();
        foreach (var spec in entry.Endpoints)
            collector.Add(WorkloadInstance.Of(entry, spec, mesh.TrustDomain), ports);
        if (entry.WorkloadSelector is { } selector)
            foreach (var workload in workloads.Select(entry.Meta.Namespace, selector))
                if (workload.Ready)
                    collector.Add(workload, ports);

        // DNS without endpoints resolves the host itself (5.14).
        var resolvesHost = entry.Resolution is ServiceEntryResolution.Dns or ServiceEntryResolution.DnsRoundRobin
            && entry.Endpoints.Count == 0 && entry.WorkloadSelector is null && !HostName.IsWildcard(host);
        if (resolvesHost)
            collector.Add(WorkloadInstance.Of(entry, new WorkloadEntrySpec { Address = host }, mesh.TrustDomain), ports);
        return collector.Collected();
    }
}
