using Mesh.Contract;
using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Registry;

/// <summary>Services written as ServiceEntry: one per host (5.12-5.17). Their endpoints: <see cref="ServiceEntryEndpointSource"/>.</summary>
sealed class ServiceEntries(MeshConfig mesh)
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
}
