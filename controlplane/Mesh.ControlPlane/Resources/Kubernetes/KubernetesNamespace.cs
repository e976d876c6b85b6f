namespace Mesh.ControlPlane.Resources.Kubernetes;

/// <summary><c>v1 Namespace</c>: cluster-scoped; its labels are in <see cref="Resource.Meta"/>.</summary>
public sealed record KubernetesNamespace : Resource
{
    public override ResourceKind Kind => ResourceKind.Namespace;
}
