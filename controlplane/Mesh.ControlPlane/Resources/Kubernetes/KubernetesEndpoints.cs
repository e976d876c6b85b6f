namespace Mesh.ControlPlane.Resources.Kubernetes;

/// <summary><c>v1 Endpoints</c>; belongs to the Service of the same name.</summary>
public sealed record KubernetesEndpoints : Resource
{
    public override ResourceKind Kind => ResourceKind.Endpoints;

    public IReadOnlyList<EndpointSubset> Subsets { get; init; } = [];
}
