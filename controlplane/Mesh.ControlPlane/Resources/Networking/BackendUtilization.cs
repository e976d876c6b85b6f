namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>Weights from backend load reports.</summary>
public sealed record BackendUtilization
{
    public int? ErrorUtilizationPenaltyPercent { get; init; }

    public IReadOnlyList<string> MetricNamesForComputingUtilization { get; init; } = [];

    public TimeSpan? WeightExpirationPeriod { get; init; }

    public TimeSpan? WeightStabilizationPeriod { get; init; }

    public TimeSpan? WeightUpdatePeriod { get; init; }
}
