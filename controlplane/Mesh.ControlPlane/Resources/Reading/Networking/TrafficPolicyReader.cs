using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary><c>trafficPolicy</c>, of a rule and of a subset.</summary>
static class TrafficPolicyReader
{
    public static TrafficPolicy Read(FieldReader policy) => new()
    {
        LoadBalancer = policy.Object("loadBalancer", LoadBalancerReader.Read),
        ConnectionPool = policy.Object("connectionPool", ConnectionPoolReader.Read),
        OutlierDetection = policy.Object("outlierDetection", OutlierDetectionReader.Read),
        Tls = policy.Object("tls", TlsSettingsReader.Client),
        PortLevelSettings = policy.List("portLevelSettings", PortPolicy),
        Tunnel = policy.Object("tunnel", Tunnel),
        ProxyProtocol = policy.Object("proxyProtocol", ProxyProtocol)?.Version,
        RetryBudget = policy.Object("retryBudget", Budget),
    };

    static PortTrafficPolicy PortPolicy(FieldReader policy) => new()
    {
        Port = RequiredSelector(policy),
        LoadBalancer = policy.Object("loadBalancer", LoadBalancerReader.Read),
        ConnectionPool = policy.Object("connectionPool", ConnectionPoolReader.Read),
        OutlierDetection = policy.Object("outlierDetection", OutlierDetectionReader.Read),
        Tls = policy.Object("tls", TlsSettingsReader.Client),
    };

    static int RequiredSelector(FieldReader policy)
    {
        if (!policy.Has("port"))
        {
            policy.Missing("port");
        }

        return DestinationReader.Selector(policy, "port") ?? 0;
    }

    static TunnelSettings Tunnel(FieldReader tunnel) =>
        new(tunnel.Text("protocol") ?? "CONNECT", tunnel.RequiredText("targetHost"), tunnel.RequiredPort("targetPort"));

    static VersionBox ProxyProtocol(FieldReader protocol) => new(protocol.Enum("version", NetworkingEnums.ProxyProtocol));

    static RetryBudget Budget(FieldReader budget) => new(
        budget.Number("percent"),
        budget.UInt32("minRetryConcurrency") is { } concurrency ? (int)Math.Min(concurrency, int.MaxValue) : null,
        budget.Duration("budgetInterval"));

    sealed record VersionBox(ProxyProtocolVersion Version);
}
