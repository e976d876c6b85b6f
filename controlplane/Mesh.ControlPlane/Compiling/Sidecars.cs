using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>
/// Which Sidecar a proxy obeys: one that selects its labels, else the default of its namespace, else the mesh's default in the root
/// namespace; the oldest where several compete (5.22).
/// </summary>
sealed class Sidecars
{
    readonly ILookup<string, Sidecar> byNamespace;
    readonly Sidecar? root;

    public Sidecars(IReadOnlyCollection<Resource> resources, string rootNamespace)
    {
        byNamespace = ResourceAge.Sorted<Sidecar>(resources).ToLookup(sidecar => sidecar.Meta.Namespace);
        root = byNamespace[rootNamespace].FirstOrDefault(sidecar => sidecar.WorkloadSelector is null);
    }

    /// <summary>Gateways have no Sidecar.</summary>
    public Sidecar? For(ProxyNode node)
    {
        if (node.IsGateway)
            return null;
        var own = byNamespace[node.Namespace];
        return own.FirstOrDefault(sidecar => sidecar.WorkloadSelector is { } selector && selector.Matches(node.Labels))
            ?? own.FirstOrDefault(sidecar => sidecar.WorkloadSelector is null)
            ?? root;
    }
}
