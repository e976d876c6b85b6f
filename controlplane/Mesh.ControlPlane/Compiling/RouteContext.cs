using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Whom a VirtualService's rules are compiled for.</summary>
/// <param name="Service">Whose rules; short names are relative to its namespace.</param>
/// <param name="Node">The proxy: its labels and namespace decide source matches (3.11).</param>
/// <param name="Find">The service of a host name, as far as the proxy may know it.</param>
/// <param name="Gateways">What the rules are installed on: <c>mesh</c>, or gateways as <c>ns/name</c>.</param>
sealed record RouteContext(
    VirtualService Service, ProxyNode Node, Func<string, MeshService?> Find, IReadOnlySet<string> Gateways)
{
    public string Origin => $"VirtualService {Service.Meta.Namespace}/{Service.Meta.Name}";

    /// <summary>
    /// Whether a match block is for this proxy. Where it names gateways, the source labels and namespace are not looked at (3.11).
    /// </summary>
    public bool Concerns(IReadOnlyList<string> gateways, IReadOnlyDictionary<string, string> sourceLabels, string? sourceNamespace)
    {
        if (gateways.Count > 0)
            return gateways.Any(name => Gateways.Contains(VirtualServiceHosts.QualifyGateway(name, Service)));
        return new Resources.ObjectSelector(sourceLabels).Matches(Node.Labels)
            && (string.IsNullOrEmpty(sourceNamespace) || sourceNamespace == Node.Namespace);
    }

    /// <summary>The full host name of a destination.</summary>
    public string HostOf(Destination destination) => HostName.Qualify(destination.Host, Service.Meta.Namespace);

    /// <summary>
    /// The port of a destination: as written, else the service's only one, else 0: the port the client dialled (3.14).
    /// </summary>
    public uint PortOf(Destination destination)
    {
        if (destination.Port is { } written)
            return (uint)written;
        return Find(HostOf(destination)) is { Ports.Count: 1 } service ? (uint)service.Ports[0].Number : 0;
    }
}
