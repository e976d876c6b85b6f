namespace Mesh.ControlPlane.Resources.Networking;

/// <summary><c>networking.istio.io WorkloadEntry</c> (5.19).</summary>
public sealed record WorkloadEntry : Resource
{
    public override ResourceKind Kind => ResourceKind.WorkloadEntry;

    public required WorkloadEntrySpec Spec { get; init; }

    /// <summary>What selectors see: <c>metadata.labels</c> overlaid by <c>spec.labels</c>.</summary>
    public IReadOnlyDictionary<string, string> WorkloadLabels { get; init; } = StringMap.Empty;
}
