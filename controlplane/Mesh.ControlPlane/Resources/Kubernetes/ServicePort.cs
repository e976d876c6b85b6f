namespace Mesh.ControlPlane.Resources.Kubernetes;

public sealed record ServicePort
{
    public string Name { get; init; } = "";

    public required int Port { get; init; }

    /// <summary>TCP (also when not written), UDP or SCTP.</summary>
    public string Protocol { get; init; } = "TCP";

    /// <summary>Declared application protocol such as <c>http</c> or <c>kubernetes.io/h2c</c>.</summary>
    public string? AppProtocol { get; init; }

    public TargetPort TargetPort { get; init; }

    public int? NodePort { get; init; }
}
