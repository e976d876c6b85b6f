namespace Mesh.ControlPlane.Resources.Networking;

public sealed record SidecarIngressListener
{
    public required Port Port { get; init; }

    public string? Bind { get; init; }

    public CaptureMode CaptureMode { get; init; }

    public string? DefaultEndpoint { get; init; }

    public ServerTlsSettings? Tls { get; init; }

    public ConnectionPoolSettings? ConnectionPool { get; init; }
}
