namespace Mesh.ControlPlane.Resources.Kubernetes;

/// <summary><c>targetRef</c> of kind Pod. Null namespace: the referrer's own.</summary>
public sealed record PodReference(string? Namespace, string Name);
