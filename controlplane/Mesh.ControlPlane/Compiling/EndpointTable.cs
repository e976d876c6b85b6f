using Mesh.Contract;
using Mesh.ControlPlane.Registry;
using Resource = Mesh.ControlPlane.Resources.Resource;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Endpoints resources of every service: the same bytes for every proxy that knows the service. Immutable.</summary>
sealed class EndpointTable
{
    readonly Dictionary<MeshService, IReadOnlyList<Endpoint>> endpoints = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<MeshService, Contract.Resource> packed = new(ReferenceEqualityComparer.Instance);

    /// <param name="registry">Whose endpoints.</param>
    /// <param name="resources">Where they stand.</param>
    /// <param name="tables">Those of the registry.</param>
    /// <param name="kept">What stays of a service that would be left without endpoints; null when it may be.</param>
    public EndpointTable(
        ServiceRegistry registry, IReadOnlyCollection<Resource> resources, MeshTables tables, Func<MeshService, IReadOnlyList<Endpoint>>? kept = null)
    {
        tables.SweepEndpoints();
        var found = new ServiceEndpoints(registry.Services, resources, tables.Registry);
        foreach (var service in registry.Services)
        {
            var own = found.Of(service) is { Count: > 0 } some ? some : kept?.Invoke(service) ?? [];
            endpoints[service] = own;
            packed[service] = tables.Endpoints.Get(new Inputs(service.Hostname, own), () => tables.Pack(
                Kind.Endpoints, service.Hostname, new Endpoints { Hostname = service.Hostname, Endpoints_ = { own } }));
        }
    }

    public Contract.Resource Of(MeshService service) => packed[service];

    public IReadOnlyList<Endpoint> EndpointsOf(MeshService service) => endpoints.GetValueOrDefault(service, []);

    /// <summary>
    /// What is kept of services that a newer read empties before its config comes: what is <paramref name="inUse"/>, under another config perhaps.
    /// A service that has nothing here was emptied by this config itself.
    /// </summary>
    public Func<MeshService, IReadOnlyList<Endpoint>> Kept(EndpointTable inUse)
    {
        if (ReferenceEquals(inUse, this))
            return EndpointsOf;
        var byName = inUse.endpoints.Where(entry => entry.Value.Count > 0).ToLookup(entry => (entry.Key.Hostname, entry.Key.Namespace), entry => entry.Value);
        return service => EndpointsOf(service) is { Count: > 0 } own ? byName[(service.Hostname, service.Namespace)].FirstOrDefault(own) : [];
    }

    /// <summary>The services whose endpoints are others than in a table of the same registry.</summary>
    public HashSet<MeshService> ChangedFrom(EndpointTable previous) => new(
        packed.Where(entry => !entry.Value.Hash.Equals(previous.packed.GetValueOrDefault(entry.Key)?.Hash)).Select(entry => entry.Key),
        ReferenceEqualityComparer.Instance);
}
