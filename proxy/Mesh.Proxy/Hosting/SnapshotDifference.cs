using Mesh.Proxy.Config;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Hosting;

/// <summary>What workers have to undo and do when a snapshot takes another's place.</summary>
static class SnapshotDifference
{
    /// <summary>Endpoints that only the old one has.</summary>
    public static IReadOnlyList<Endpoint> GoneEndpoints(Snapshot before, Snapshot after)
    {
        if (before.Clusters.Count == 0)
        {
            return [];
        }

        var kept = after.Clusters.SelectMany(cluster => cluster.Endpoints).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. before.Clusters.SelectMany(cluster => cluster.Endpoints).Where(endpoint => !kept.Contains(endpoint)).Distinct()];
    }

    public static IEnumerable<GatewayListener> GoneListeners(Snapshot before, Snapshot after) =>
        before.GatewayListeners.Where(old => !after.GatewayListeners.Any(listener => IsSame(old, listener)));

    public static IEnumerable<GatewayListener> NewListeners(Snapshot before, Snapshot after) => GoneListeners(after, before);

    static bool IsSame(GatewayListener left, GatewayListener right) => left.Port == right.Port && left.Bind == right.Bind;
}
