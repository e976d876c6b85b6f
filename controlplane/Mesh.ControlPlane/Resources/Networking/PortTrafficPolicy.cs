namespace Mesh.ControlPlane.Resources.Networking;

public sealed record PortTrafficPolicy
{
    public required int Port { get; init; }

    public LoadBalancerSettings? LoadBalancer { get; init; }

    public ConnectionPoolSettings? ConnectionPool { get; init; }

    public OutlierDetection? OutlierDetection { get; init; }

    public ClientTlsSettings? Tls { get; init; }
}
