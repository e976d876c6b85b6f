namespace Mesh.ControlPlane.Resources.Networking;

public sealed record TrafficPolicy
{
    public LoadBalancerSettings? LoadBalancer { get; init; }

    public ConnectionPoolSettings? ConnectionPool { get; init; }

    public OutlierDetection? OutlierDetection { get; init; }

    public ClientTlsSettings? Tls { get; init; }

    /// <summary>Each replaces the whole policy on its port, without inheritance (4.5).</summary>
    public IReadOnlyList<PortTrafficPolicy> PortLevelSettings { get; init; } = [];

    public TunnelSettings? Tunnel { get; init; }

    public ProxyProtocolVersion? ProxyProtocol { get; init; }

    public RetryBudget? RetryBudget { get; init; }
}
