using Google.Protobuf;
using Mesh.Contract;
using Mesh.ControlPlane.Registry;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Which services a proxy's own workload serves, and on which port: by its addresses among endpoints, else by its labels.</summary>
sealed class WorkloadServices
{
    readonly Dictionary<ByteString, List<(MeshService Service, Endpoint Endpoint)>> byAddress = [];
    readonly ILookup<string, MeshService> selecting;

    public WorkloadServices(ServiceRegistry registry)
    {
        foreach (var service in registry.Services)
            foreach (var endpoint in service.Endpoints)
                if (endpoint.AddressCase == Endpoint.AddressOneofCase.Ip)
                    Add(endpoint.Ip, service, endpoint);
        selecting = registry.Services.Where(service => service.Selector is not null).ToLookup(service => service.Namespace);
    }

    /// <summary>The services, oldest first, with a function from service port to the port the application listens on.</summary>
    public IReadOnlyList<(MeshService Service, Func<MeshPort, int> Target)> Of(ProxyNode node)
    {
        var found = new List<(MeshService, Func<MeshPort, int>)>();
        foreach (var address in node.Node.Addresses)
            foreach (var (service, endpoint) in byAddress.GetValueOrDefault(address, []))
                if (!found.Exists(known => ReferenceEquals(known.Item1, service)))
                    found.Add((service, port => On(endpoint, port)));
        if (found.Count == 0)
            foreach (var service in selecting[node.Namespace].Where(service => service.Selector!.Matches(node.Labels)))
                found.Add((service, Declared));
        found.Sort((one, other) => ResourceAge.Compare(one.Item1.Origin, other.Item1.Origin));
        return found;
    }

    void Add(ByteString address, MeshService service, Endpoint endpoint)
    {
        if (!byAddress.TryGetValue(address, out var list))
            byAddress[address] = list = [];
        list.Add((service, endpoint));
    }

    static int On(Endpoint endpoint, MeshPort port) =>
        endpoint.Ports.FirstOrDefault(served => served.ServicePort == port.Number) is { } known ? (int)known.Port : port.Number;

    static int Declared(MeshPort port) => port.Target.Number > 0 ? port.Target.Number : port.Number;
}
