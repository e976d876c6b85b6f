namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>Passive health checking (4.22-4.26); null is not written.</summary>
public sealed record OutlierDetection
{
    public bool SplitExternalLocalOriginErrors { get; init; }

    public long? ConsecutiveLocalOriginFailures { get; init; }

    public long? ConsecutiveGatewayErrors { get; init; }

    /// <summary>Also read from the deprecated <c>consecutiveErrors</c>.</summary>
    public long? Consecutive5xxErrors { get; init; }

    public TimeSpan? Interval { get; init; }

    public TimeSpan? BaseEjectionTime { get; init; }

    public int? MaxEjectionPercent { get; init; }

    public int? MinHealthPercent { get; init; }

    public IReadOnlyList<int> OutlierDetectionHttpErrorCodes { get; init; } = [];
}
