namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>Zone-aware load balancing (4.13).</summary>
public sealed record ZoneAwareSetting
{
    public bool? Enabled { get; init; }

    public IReadOnlyList<LocalityFailover> Failover { get; init; } = [];

    public IReadOnlyList<string> FailoverPriority { get; init; } = [];

    public int? MinClusterSize { get; init; }
}
