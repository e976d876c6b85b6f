namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>Distribute, failover and failoverPriority exclude each other (4.10-4.12).</summary>
public sealed record LocalityLoadBalancerSetting
{
    public bool? Enabled { get; init; }

    public IReadOnlyList<LocalityDistribute> Distribute { get; init; } = [];

    public IReadOnlyList<LocalityFailover> Failover { get; init; } = [];

    public IReadOnlyList<string> FailoverPriority { get; init; } = [];
}
