namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>Limits and lifetimes of HTTP upstream connections (4.17-4.19); null is not written.</summary>
public sealed record HttpPoolSettings
{
    public int? Http1MaxPendingRequests { get; init; }

    public int? Http2MaxRequests { get; init; }

    public int? MaxRequestsPerConnection { get; init; }

    public int? MaxRetries { get; init; }

    public TimeSpan? IdleTimeout { get; init; }

    public H2UpgradePolicy H2UpgradePolicy { get; init; }

    public bool UseClientProtocol { get; init; }

    public int? MaxConcurrentStreams { get; init; }

    public Http2KeepAlive? Http2KeepAlive { get; init; }
}
