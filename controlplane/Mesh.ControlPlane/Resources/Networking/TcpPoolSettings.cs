namespace Mesh.ControlPlane.Resources.Networking;

public sealed record TcpPoolSettings
{
    public int? MaxConnections { get; init; }

    public TimeSpan? ConnectTimeout { get; init; }

    public TcpKeepalive? TcpKeepalive { get; init; }

    public TimeSpan? MaxConnectionDuration { get; init; }

    public TimeSpan? IdleTimeout { get; init; }
}
