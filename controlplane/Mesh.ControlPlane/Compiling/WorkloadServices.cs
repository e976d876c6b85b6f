using Google.Protobuf;
using Mesh.Contract;
using Mesh.ControlPlane.Registry;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Which services a proxy's own workload serves, and on which port: by its addresses among endpoints, else by its labels.</summary>
sealed class WorkloadServices
{
    readonly Dictionary<ByteString, List<ServedService>> byAddress = [];
    readonly ILookup<string, MeshService> selecting;

    public WorkloadServices(ServiceRegistry registry, EndpointTable endpoints)
    {
        foreach (var service in registry.Services)
            foreach (var endpoint in endpoints.EndpointsOf(service))
                if (endpoint.AddressCase == Endpoint.AddressOneofCase.Ip)
                    Add(endpoint.Ip, new ServedService(service, endpoint));
        selecting = registry.Services.Where(service => service.Selector is not null).ToLookup(service => service.Namespace);
    }

    /// <summary>The services, oldest first.</summary>
    public IReadOnlyList<ServedService> Of(ProxyNode node)
    {
        var found = new List<ServedService>();
        foreach (var address in node.Node.Addresses)
            foreach (var served in byAddress.GetValueOrDefault(address, []))
                if (!found.Exists(known => ReferenceEquals(known.Service, served.Service)))
                    found.Add(served);
        if (found.Count == 0)
            foreach (var service in selecting[node.Namespace].Where(service => service.Selector!.Matches(node.Labels)))
                found.Add(new ServedService(service, null));
        found.Sort((one, other) => ResourceAge.Compare(one.Service.Origin, other.Service.Origin));
        return found;
    }

    void Add(ByteString address, ServedService served)
    {
        if (!byAddress.TryGetValue(address, out var list))
            byAddress[address] = list = [];
        list.Add(served);
    }
}
