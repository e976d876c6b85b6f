using Mesh.Contract;

namespace Mesh.Proxy.Identity;

/// <summary>Where the node is: Istio's label first (dots or slashes between the parts), then Kubernetes' topology labels.</summary>
static class NodeLocality
{
    /// <summary>Null if no label says.</summary>
    public static Locality? Of(IDictionary<string, string> labels)
    {
        if (labels.TryGetValue("istio-locality", out var text) && text.Length > 0)
        {
            var parts = text.Split(text.Contains('/') ? '/' : '.', 3);
            return new Locality { Region = parts[0], Zone = parts.ElementAtOrDefault(1) ?? "", Subzone = parts.ElementAtOrDefault(2) ?? "" };
        }

        return labels.TryGetValue("topology.kubernetes.io/region", out var region)
            ? new Locality
            {
                Region = region,
                Zone = labels.TryGetValue("topology.kubernetes.io/zone", out var zone) ? zone : "",
                Subzone = labels.TryGetValue("topology.istio.io/subzone", out var subzone) ? subzone : "",
            }
            : null;
    }
}
