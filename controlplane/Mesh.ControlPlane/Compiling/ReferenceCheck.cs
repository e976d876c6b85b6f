using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;
using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Compiling;

/// <summary>
/// What resources say of each other that does not hold. All findings are warnings: the resource itself is good, it is used, and it
/// begins to work when the missing one appears.
/// </summary>
sealed class ReferenceCheck
{
    readonly IReadOnlyCollection<Resource> resources;
    readonly ServiceRegistry registry;
    readonly SubsetIndex subsets;
    readonly MeshConfig mesh;

    public ReferenceCheck(IReadOnlyCollection<Resource> resources, ServiceRegistry registry, MeshConfig mesh)
    {
        this.resources = resources;
        this.registry = registry;
        this.mesh = mesh;
        subsets = new SubsetIndex(resources, mesh);
    }

    /// <summary>The first findings of each resource and of each file, and how many more there are.</summary>
    public IEnumerable<Diagnostic> Check()
    {
        var gateways = resources.OfType<Gateway>().Select(gateway => $"{gateway.Meta.Namespace}/{gateway.Meta.Name}").ToHashSet();
        var virtualServices = ResourceAge.Sorted<VirtualService>(resources);
        return FileFindings.Bounded(
            virtualServices.SelectMany(service => DocumentFindings.Bounded(CheckGateways(service, gateways).Concat(CheckDestinations(service))))
                .Concat(CheckDuplicateHosts(virtualServices))
                .Concat(ResourceAge.Sorted<DestinationRule>(resources).SelectMany(CheckHost))
                .Concat(CheckServices()));
    }

    static IEnumerable<Diagnostic> CheckGateways(VirtualService service, HashSet<string> gateways)
    {
        for (var i = 0; i < service.Gateways.Count; i++)
        {
            var name = VirtualServiceHosts.QualifyGateway(service.Gateways[i], service);
            if (name != VirtualServiceHosts.MeshGateway && !gateways.Contains(name))
                yield return Warn(service, $"spec.gateways[{i}]", $"there is no Gateway {name}");
        }
    }

    IEnumerable<Diagnostic> CheckDestinations(VirtualService service)
    {
        var clients = VisibilityOf(service);
        for (var i = 0; i < service.Http.Count; i++)
            for (var j = 0; j < service.Http[i].Route.Count; j++)
                if (CheckDestination(service, clients, service.Http[i].Route[j].Destination, $"spec.http[{i}].route[{j}].destination") is { } finding)
                    yield return finding;
        for (var i = 0; i < service.Tcp.Count; i++)
            for (var j = 0; j < service.Tcp[i].Route.Count; j++)
                if (CheckDestination(service, clients, service.Tcp[i].Route[j].Destination, $"spec.tcp[{i}].route[{j}].destination") is { } finding)
                    yield return finding;
    }

    // Judged as its clients see it: rules that are not exported to them do not count, nor do services.
    Diagnostic? CheckDestination(VirtualService service, Visibility clients, Destination destination, string field)
    {
        var host = HostName.Qualify(destination.Host, service.Meta.Namespace);
        if (clients.Clients.FirstOrDefault() is not { } client)
            return null;
        if (clients.Clients.Select(name => registry.Visible(host, name)).FirstOrDefault(found => found is not null) is not { } target)
            return Warn(service, $"{field}.host", $"there is no service {host} that namespace {client} may see: requests get 503");
        if (destination.Port is { } number && target.Port(number) is null)
            return Warn(service, $"{field}.port.number", $"{host} has no port {number} (it has {PortsOf(target)})");
        if (destination.Port is null && target.Ports.Count > 1)
            return Warn(service, $"{field}.port", $"{host} has several ports ({PortsOf(target)}): say which, else the one the client dialled is used");
        return destination.Subset is { Length: > 0 } subset && subsets.Problem(target, subset, clients) is { } problem
            ? Warn(service, $"{field}.subset", $"{problem}: requests get 503")
            : null;
    }

    // IST0109: sidecars do not merge VirtualServices, the oldest has the host. Gateways do, so only the mesh is looked at.
    IEnumerable<Diagnostic> CheckDuplicateHosts(List<VirtualService> virtualServices)
    {
        var owners = new Dictionary<string, List<(VirtualService Service, Visibility Visibility)>>();
        foreach (var service in virtualServices)
        {
            if (!VirtualServiceHosts.Gateways(service).Contains(VirtualServiceHosts.MeshGateway))
                continue;
            var visibility = VisibilityOf(service);
            foreach (var host in VirtualServiceHosts.Of(service))
            {
                if (!owners.TryGetValue(host, out var known))
                    owners[host] = known = [];
                if (known.Find(one => one.Visibility.Overlaps(visibility)) is { Service: { } owner })
                    yield return Warn(service, "spec.hosts", $"sidecars take {host} from the older VirtualService {owner.Meta.Namespace}/{owner.Meta.Name}; these rules are not used for it");
                known.Add((service, visibility));
            }
        }
    }

    IEnumerable<Diagnostic> CheckHost(DestinationRule rule)
    {
        var host = HostName.Qualify(rule.Host, rule.Meta.Namespace);
        var exists = HostName.IsWildcard(host)
            ? registry.Services.Any(service => HostName.Covers(host, service.Hostname))
            : registry.ByHost(host).Count > 0;
        if (!exists)
            yield return Warn(rule, "spec.host", $"there is no service {host}");
    }

    IEnumerable<Diagnostic> CheckServices()
    {
        foreach (var service in registry.Services)
            if (registry.Visible(service.Hostname, service.Namespace) is { } chosen && !ReferenceEquals(chosen, service)
                && chosen.Namespace == service.Namespace)
                yield return Warn(service.Origin, "", $"{service.Hostname} is already {chosen.Origin.Kind} {chosen.Namespace}/{chosen.Origin.Meta.Name}, which is used");
    }

    Visibility VisibilityOf(VirtualService service) =>
        Visibility.Of(service.ExportTo, mesh.DefaultVirtualServiceExportTo, service.Meta.Namespace);

    static string PortsOf(MeshService service) => Listing.Some(service.Ports.Select(port => $"{port.Number}"));

    static Diagnostic Warn(Resource resource, string field, string message) => resource.Finding(DiagnosticSeverity.Warning, field, message);
}
