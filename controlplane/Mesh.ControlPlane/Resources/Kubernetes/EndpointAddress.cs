namespace Mesh.ControlPlane.Resources.Kubernetes;

public sealed record EndpointAddress
{
    public required string Ip { get; init; }

    public string? Hostname { get; init; }

    public string? NodeName { get; init; }

    public PodReference? Pod { get; init; }
}
