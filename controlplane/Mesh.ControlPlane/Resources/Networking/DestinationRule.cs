namespace Mesh.ControlPlane.Resources.Networking;

/// <summary><c>networking.istio.io DestinationRule</c>: policy for traffic to a service, after routing (4.1-4.34).</summary>
public sealed record DestinationRule : Resource
{
    public override ResourceKind Kind => ResourceKind.DestinationRule;

    /// <summary>As written; a short name is relative to the rule's namespace.</summary>
    public required string Host { get; init; }

    public TrafficPolicy? TrafficPolicy { get; init; }

    public IReadOnlyList<Subset> Subsets { get; init; } = [];

    public IReadOnlyList<string> ExportTo { get; init; } = [];

    /// <summary>Client workloads (same namespace) the rule is for; null is all.</summary>
    public ObjectSelector? WorkloadSelector { get; init; }
}
