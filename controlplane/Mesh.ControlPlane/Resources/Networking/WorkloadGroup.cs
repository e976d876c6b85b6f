namespace Mesh.ControlPlane.Resources.Networking;

/// <summary><c>networking.istio.io WorkloadGroup</c>: the template auto-registered workloads get (5.20).</summary>
public sealed record WorkloadGroup : Resource
{
    public override ResourceKind Kind => ResourceKind.WorkloadGroup;

    public IReadOnlyDictionary<string, string> TemplateLabels { get; init; } = StringMap.Empty;

    public IReadOnlyDictionary<string, string> TemplateAnnotations { get; init; } = StringMap.Empty;

    public required WorkloadEntrySpec Template { get; init; }

    public ReadinessProbe? Probe { get; init; }
}
