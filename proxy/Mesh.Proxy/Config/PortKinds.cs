using Mesh.Contract;

namespace Mesh.Proxy.Config;

/// <summary>From protocol to treatment.</summary>
static class PortKinds
{
    public static PortKind Of(Protocol protocol) => protocol switch
    {
        Protocol.Http or Protocol.Http2 or Protocol.Grpc or Protocol.GrpcWeb or Protocol.HttpProxy => PortKind.Http,
        Protocol.Auto => PortKind.Detected,
        Protocol.Tcp or Protocol.Mongo or Protocol.Redis or Protocol.Mysql => PortKind.Tcp,
        Protocol.Tls or Protocol.Https => PortKind.Tls,
        Protocol.Udp => PortKind.Udp,
        // A newer control plane's: its bytes pass.
        _ => PortKind.Tcp,
    };

    public static UpstreamVersion VersionOf(Protocol protocol) => protocol switch
    {
        Protocol.Http2 or Protocol.Grpc or Protocol.GrpcWeb => UpstreamVersion.Http2,
        Protocol.Auto => UpstreamVersion.AsClient,
        _ => UpstreamVersion.Http1,
    };

    public static bool RoutesHttp(this PortKind kind) => kind is PortKind.Http or PortKind.Detected;

    public static bool RoutesTcp(this PortKind kind) => kind is PortKind.Detected or PortKind.Tcp or PortKind.Tls;
}
