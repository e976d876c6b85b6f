namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>A named slice of a service's endpoints (4.4).</summary>
public sealed record Subset
{
    public required string Name { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = StringMap.Empty;

    /// <summary>Overrides the rule's policy setting by setting.</summary>
    public TrafficPolicy? TrafficPolicy { get; init; }
}
