using Mesh.Proxy.Config;
using Prometheus;

namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>
/// Envoy's native metrics of clusters that have been used. Endpoints come and go with the configuration, counters must not go back: each endpoint's
/// growth since the last scrape is added.
/// </summary>
sealed class ClusterMetrics(IMetricFactory factory)
{
    static readonly string[] Labels = ["cluster_name"];

    readonly Counter requests = factory.CreateCounter("envoy_cluster_upstream_rq_total", "Requests (connections, for TCP) sent to the cluster.", Labels);
    readonly Counter connections = factory.CreateCounter("envoy_cluster_upstream_cx_total", "Connections begun.", Labels);
    readonly Counter ended = factory.CreateCounter("envoy_cluster_upstream_cx_destroy", "Connections that are no more.", Labels);
    readonly Counter timeouts = factory.CreateCounter("envoy_cluster_upstream_cx_connect_timeout", "Connections that were not made within connectTimeout.", Labels);
    readonly Gauge connectionsActive = factory.CreateGauge("envoy_cluster_upstream_cx_active", "Connections open or being opened.", Labels);
    readonly Counter failures = factory.CreateCounter("envoy_cluster_upstream_cx_connect_fail", "Connections that could not be made.", Labels);
    readonly Gauge active = factory.CreateGauge("envoy_cluster_upstream_rq_active", "Requests (connections, for TCP) in flight.", Labels);
    readonly Gauge members = factory.CreateGauge("envoy_cluster_membership_total", "Endpoints of the cluster.", Labels);
    readonly HashSet<string> exported = new(StringComparer.Ordinal);
    Dictionary<Endpoint, EndpointTotals> last = [];

    /// <summary>Brings the registry up to date.</summary>
    public void Collect(Snapshot snapshot, int workers)
    {
        var totals = new Dictionary<Endpoint, EndpointTotals>();
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cluster in snapshot.Clusters)
        {
            if (Collect(cluster, workers, totals))
            {
                used.Add(cluster.Name);
            }
        }

        Forget(used);
        last = totals;
    }

    /// <summary>False: nobody has used the cluster yet, and nothing is exported for it.</summary>
    bool Collect(Cluster cluster, int workers, Dictionary<Endpoint, EndpointTotals> totals)
    {
        var sum = default(EndpointTotals);
        var growth = default(EndpointTotals);
        foreach (var endpoint in cluster.Endpoints)
        {
            var now = EndpointTotals.Read(endpoint, workers);
            sum += now;
            growth += now - last.GetValueOrDefault(endpoint);
            totals[endpoint] = now;
        }

        if (!sum.IsUsed && !exported.Contains(cluster.Name))
        {
            return false;
        }

        exported.Add(cluster.Name);
        requests.WithLabels(cluster.Name).Inc(Math.Max(0, growth.Requests));
        connections.WithLabels(cluster.Name).Inc(Math.Max(0, growth.Connections));
        ended.WithLabels(cluster.Name).Inc(Math.Max(0, growth.ConnectionsEnded));
        failures.WithLabels(cluster.Name).Inc(Math.Max(0, growth.ConnectFailures));
        timeouts.WithLabels(cluster.Name).Inc(Math.Max(0, growth.ConnectTimeouts));
        connectionsActive.WithLabels(cluster.Name).Set(sum.ConnectionsActive);
        active.WithLabels(cluster.Name).Set(sum.Active);
        members.WithLabels(cluster.Name).Set(cluster.Endpoints.Count);
        return true;
    }

    void Forget(HashSet<string> used)
    {
        foreach (var gone in exported.Except(used).ToArray())
        {
            exported.Remove(gone);
            requests.RemoveLabelled(gone);
            connections.RemoveLabelled(gone);
            ended.RemoveLabelled(gone);
            failures.RemoveLabelled(gone);
            timeouts.RemoveLabelled(gone);
            connectionsActive.RemoveLabelled(gone);
            active.RemoveLabelled(gone);
            members.RemoveLabelled(gone);
        }
    }
}
