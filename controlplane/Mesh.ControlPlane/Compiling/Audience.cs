using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>
/// All that config depends on beyond the proxy's own Workload: proxies with equal audiences get the same objects.
/// </summary>
/// <param name="IsGateway">Sidecar or gateway.</param>
/// <param name="Namespace">Decides visibility and precedence.</param>
/// <param name="Sidecar">By name; empty for none.</param>
/// <param name="Labels">Those of the node's labels that some selector or source match asks about, as text.</param>
/// <param name="Ports">A gateway's service ports and where it listens for them, as text.</param>
readonly record struct Audience(bool IsGateway, string Namespace, string Sidecar, string Labels, string Ports)
{
    public static Audience Of(ProxyNode node, Sidecar? sidecar, IReadOnlySet<string> askedLabels, IReadOnlyDictionary<int, int> ports) => new(
        node.IsGateway,
        node.Namespace,
        sidecar is null ? "" : $"{sidecar.Meta.Namespace}/{sidecar.Meta.Name}",
        string.Join('\n', node.Labels.Where(label => askedLabels.Contains(label.Key)).OrderBy(label => label.Key, StringComparer.Ordinal)),
        string.Join(',', ports.OrderBy(port => port.Key)));
}
