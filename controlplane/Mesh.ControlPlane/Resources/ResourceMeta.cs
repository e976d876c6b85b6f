namespace Mesh.ControlPlane.Resources;

/// <summary><c>apiVersion</c>, <c>metadata</c> and origin of a resource.</summary>
public sealed record ResourceMeta
{
    /// <summary>As written, such as <c>networking.istio.io/v1beta1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>As written; "default" when absent; empty for cluster-scoped kinds.</summary>
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = StringMap.Empty;

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = StringMap.Empty;

    /// <summary>Decides which of two conflicting resources is older. Absent in hand-written files: such resources order as the
    /// oldest.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    public required ResourceSource Source { get; init; }
}
