using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>The names in a VirtualService with short ones resolved in its namespace.</summary>
static class VirtualServiceHosts
{
    /// <summary>The reserved gateway that stands for all sidecars (3.2).</summary>
    public const string MeshGateway = "mesh";

    public static IEnumerable<string> Of(VirtualService service) =>
        service.Hosts.Select(host => HostName.Qualify(host, service.Meta.Namespace)).Distinct();

    /// <summary>Where it sends traffic.</summary>
    public static IEnumerable<string> Destinations(VirtualService service) =>
        service.Http.SelectMany(rule => rule.Route).Select(route => route.Destination)
            .Concat(service.Tls.SelectMany(rule => rule.Route).Select(route => route.Destination))
            .Concat(service.Tcp.SelectMany(rule => rule.Route).Select(route => route.Destination))
            .Select(destination => HostName.Qualify(destination.Host, service.Meta.Namespace))
            .Distinct();

    /// <summary>Its gateways as <c>ns/name</c> or <c>mesh</c>.</summary>
    public static IReadOnlyList<string> Gateways(VirtualService service) =>
        service.Gateways.Count == 0 ? [MeshGateway] : [.. service.Gateways.Select(name => QualifyGateway(name, service))];

    public static string QualifyGateway(string name, VirtualService service) =>
        name == MeshGateway || name.Contains('/') ? name : $"{service.Meta.Namespace}/{name}";
}
