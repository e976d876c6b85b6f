namespace Mesh.ControlPlane.Resources.Kubernetes;

/// <summary>The product of addresses and ports.</summary>
public sealed record EndpointSubset
{
    public IReadOnlyList<EndpointAddress> Addresses { get; init; } = [];

    public IReadOnlyList<EndpointAddress> NotReadyAddresses { get; init; } = [];

    public IReadOnlyList<EndpointPort> Ports { get; init; } = [];
}
