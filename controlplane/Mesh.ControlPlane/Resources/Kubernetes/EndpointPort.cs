namespace Mesh.ControlPlane.Resources.Kubernetes;

/// <summary>Port of an EndpointSlice or of an Endpoints subset; matched to a service port by name.</summary>
public sealed record EndpointPort
{
    public string Name { get; init; } = "";

    /// <summary>Null in an EndpointSlice means all ports.</summary>
    public int? Port { get; init; }

    public string Protocol { get; init; } = "TCP";

    public string? AppProtocol { get; init; }
}
