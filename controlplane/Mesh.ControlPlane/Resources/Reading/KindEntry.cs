using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>One kind the control plane understands. A new kind is a line in <see cref="KindTable"/>.</summary>
/// <param name="Kind">Its identity.</param>
/// <param name="Group">API group; empty for Kubernetes' core group.</param>
/// <param name="Versions">Served versions, the preferred one first.</param>
/// <param name="Namespaced">False for cluster-scoped kinds.</param>
/// <param name="Read">Reads everything below the top level but metadata.</param>
/// <param name="Validate">Semantic rules of the kind alone, without other resources.</param>
sealed record KindEntry(
    ResourceKind Kind,
    string Group,
    IReadOnlyList<string> Versions,
    bool Namespaced,
    Func<FieldReader, ResourceMeta, Resource> Read,
    Action<Resource, Findings> Validate);
