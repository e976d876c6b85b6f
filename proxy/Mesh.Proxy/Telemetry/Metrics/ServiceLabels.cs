using Mesh.Contract;
using Mesh.Proxy.Config;

namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>Labels destination_service, destination_service_name and destination_service_namespace.</summary>
readonly record struct ServiceLabels(string Hostname, string Name, string Namespace)
{
    const string Unknown = IstioLabels.Unknown;

    /// <summary>
    /// A cluster of a service names it. One that stands for no service (PassthroughCluster, BlackHoleCluster) is the service's name itself, and what the
    /// client asked for is the service, as far as that is known.
    /// </summary>
    public static ServiceLabels Of(in SeriesKey key)
    {
        var destinationNamespace = (key.Destination as WorkloadIdentity)?.Namespace ?? "";
        if (key.Service is Cluster { ServiceHostname.Length: > 0 } cluster)
        {
            return new ServiceLabels(
                cluster.ServiceHostname,
                cluster.ServiceName.Length > 0 ? cluster.ServiceName : FirstLabel(cluster.ServiceHostname),
                FirstOf(cluster.ServiceNamespace, destinationNamespace));
        }

        var clusterName = (key.Service as Cluster)?.Name ?? key.Service as string ?? "";
        var host = key.Host ?? "";
        return new ServiceLabels(
            FirstOf(host, Unknown),
            FirstOf(IsCatchAll(clusterName) ? clusterName : host, Unknown),
            FirstOf(destinationNamespace, Unknown));
    }

    static bool IsCatchAll(string cluster) =>
        cluster is "PassthroughCluster" or "BlackHoleCluster" || cluster.StartsWith("InboundPassthroughCluster", StringComparison.Ordinal);

    static string FirstLabel(string hostname) => hostname.IndexOf('.') is var dot and > 0 ? hostname[..dot] : hostname;

    static string FirstOf(string value, string fallback) => value.Length > 0 ? value : fallback.Length > 0 ? fallback : Unknown;
}
