namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>Exactly one of the four checks is set (5.21). Seconds; 0 is not written.</summary>
public sealed record ReadinessProbe
{
    public int InitialDelaySeconds { get; init; }

    public int TimeoutSeconds { get; init; }

    public int PeriodSeconds { get; init; }

    public int SuccessThreshold { get; init; }

    public int FailureThreshold { get; init; }

    public HttpProbe? HttpGet { get; init; }

    public TcpProbe? TcpSocket { get; init; }

    public ExecProbe? Exec { get; init; }

    public GrpcProbe? Grpc { get; init; }
}
