namespace Mesh.ControlPlane.Resources.Kubernetes;

/// <summary><c>discovery.k8s.io EndpointSlice</c>. The service is named by the label <c>kubernetes.io/service-name</c>.</summary>
public sealed record EndpointSlice : Resource
{
    public const string ServiceNameLabel = "kubernetes.io/service-name";

    public override ResourceKind Kind => ResourceKind.EndpointSlice;

    /// <summary>Null when the label is missing.</summary>
    public string? ServiceName => Meta.Labels.GetValueOrDefault(ServiceNameLabel);

    /// <summary>IPv4, IPv6 or FQDN.</summary>
    public required string AddressType { get; init; }

    public IReadOnlyList<SliceEndpoint> Endpoints { get; init; } = [];

    public IReadOnlyList<EndpointPort> Ports { get; init; } = [];
}
