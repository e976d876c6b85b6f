using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary><c>connectionPool</c>, of destinations and of Sidecars.</summary>
static class ConnectionPoolReader
{
    public static ConnectionPoolSettings Read(FieldReader pool) => new(pool.Object("tcp", Tcp), pool.Object("http", Http));

    public static TcpKeepalive Keepalive(FieldReader keepalive) =>
        new(keepalive.UInt32("probes"), keepalive.Duration("time"), keepalive.Duration("interval"));

    static TcpPoolSettings Tcp(FieldReader tcp) => new()
    {
        MaxConnections = tcp.Int32("maxConnections"),
        ConnectTimeout = tcp.Duration("connectTimeout"),
        TcpKeepalive = tcp.Object("tcpKeepalive", Keepalive),
        MaxConnectionDuration = tcp.Duration("maxConnectionDuration"),
        IdleTimeout = tcp.Duration("idleTimeout"),
    };

    static HttpPoolSettings Http(FieldReader http) => new()
    {
        Http1MaxPendingRequests = http.Int32("http1MaxPendingRequests"),
        Http2MaxRequests = http.Int32("http2MaxRequests"),
        MaxRequestsPerConnection = http.Int32("maxRequestsPerConnection"),
        MaxRetries = http.Int32("maxRetries"),
        IdleTimeout = http.Duration("idleTimeout"),
        H2UpgradePolicy = http.Enum("h2UpgradePolicy", NetworkingEnums.H2Upgrade),
        UseClientProtocol = http.Boolean("useClientProtocol"),
        MaxConcurrentStreams = http.Int32("maxConcurrentStreams"),
        Http2KeepAlive = http.Object("http2KeepAlive", entry => new Http2KeepAlive(entry.Duration("interval"), entry.Duration("timeout"))),
    };
}
