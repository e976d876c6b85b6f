using System.Globalization;

namespace Mesh.Proxy.Config;

/// <summary>Clusters are called what Istio calls them: dashboards and access logs depend on it.</summary>
static class ClusterName
{
    /// <summary>Unknown destinations under ALLOW_ANY.</summary>
    public const string Passthrough = "PassthroughCluster";

    /// <summary>Unknown destinations under REGISTRY_ONLY.</summary>
    public const string BlackHole = "BlackHoleCluster";

    /// <summary>Inbound ports nobody declared.</summary>
    public const string InboundPassthrough = "InboundPassthroughCluster";

    public static string Outbound(uint port, string subset, string hostname) =>
        string.Create(CultureInfo.InvariantCulture, $"outbound|{port}|{subset}|{hostname}");

    public static string Inbound(uint port) => string.Create(CultureInfo.InvariantCulture, $"inbound|{port}||");
}
