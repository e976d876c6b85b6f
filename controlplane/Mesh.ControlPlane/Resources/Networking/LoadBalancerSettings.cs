namespace Mesh.ControlPlane.Resources.Networking;

public sealed record LoadBalancerSettings
{
    /// <summary>Not written: <see cref="SimpleLoadBalancer.Unspecified"/>, which means least request (4.6).</summary>
    public SimpleLoadBalancer Simple { get; init; }

    public ConsistentHash? ConsistentHash { get; init; }

    public BackendUtilization? BackendUtilization { get; init; }

    public LocalityLoadBalancerSetting? LocalityLbSetting { get; init; }

    public ZoneAwareSetting? ZoneAwareLbSetting { get; init; }

    /// <summary>Includes the deprecated <c>warmupDurationSecs</c>.</summary>
    public Warmup? Warmup { get; init; }
}
