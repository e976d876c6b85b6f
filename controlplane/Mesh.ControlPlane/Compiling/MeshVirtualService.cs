using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>A VirtualService with its names resolved: all of it that is the same for every proxy.</summary>
sealed class MeshVirtualService(VirtualService origin, MeshConfig mesh)
{
    public VirtualService Origin => origin;

    public string Name { get; } = $"{origin.Meta.Namespace}/{origin.Meta.Name}";

    public Visibility Visibility { get; } = Visibility.Of(origin.ExportTo, mesh.DefaultVirtualServiceExportTo, origin.Meta.Namespace);

    public IReadOnlyList<string> Hosts { get; } = [.. VirtualServiceHosts.Of(origin)];

    /// <summary>As <c>ns/name</c> or <c>mesh</c>.</summary>
    public IReadOnlyList<string> Gateways { get; } = VirtualServiceHosts.Gateways(origin);

    public bool IsMesh => Gateways.Contains(VirtualServiceHosts.MeshGateway);

    /// <summary>Where it sends traffic.</summary>
    public IReadOnlyList<string> Destinations { get; } = [.. VirtualServiceHosts.Destinations(origin)];

    /// <summary>Labels and namespaces of clients that some match asks about (3.11).</summary>
    public IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, string? Namespace)> Sources { get; } = [.. SourcesOf(origin)];

    /// <summary>
    /// Its rules for one proxy, made once for all proxies that see the same: the same domains, matches and ports.
    /// </summary>
    public Inputs InputsOf(RouteContext context, string binding, IEnumerable<string> domains) =>
        new([origin, binding, string.Join(' ', domains), Concerned(context), .. Destinations.Select(context.Find)]);

    // Which match blocks are for the proxy.
    string Concerned(RouteContext context) => string.Concat(
        origin.Http.SelectMany(rule => rule.Match).Select(match => context.Concerns(match.Gateways, match.SourceLabels, match.SourceNamespace))
            .Concat(origin.Tcp.SelectMany(rule => rule.Match).Select(match => context.Concerns(match.Gateways, match.SourceLabels, match.SourceNamespace)))
            .Select(concerns => concerns ? '1' : '0'));

    static IEnumerable<(IReadOnlyDictionary<string, string> Labels, string? Namespace)> SourcesOf(VirtualService service) =>
        service.Http.SelectMany(rule => rule.Match).Select(match => (match.SourceLabels, match.SourceNamespace))
            .Concat(service.Tcp.SelectMany(rule => rule.Match).Select(match => (match.SourceLabels, match.SourceNamespace)))
            .Where(source => source.SourceLabels.Count > 0 || !string.IsNullOrEmpty(source.SourceNamespace));
}
