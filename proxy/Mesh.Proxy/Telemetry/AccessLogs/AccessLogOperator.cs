namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>What a segment of a format prints: Envoy's substitution operators (7.17), and one of our own.</summary>
enum AccessLogOperator : byte
{
    Literal,
    StartTime,
    EmitTime,
    RequestHeader,
    RequestHeaderWithoutQuery,
    ResponseHeader,
    ResponseTrailer,
    GrpcStatus,
    GrpcStatusNumber,
    Protocol,
    ResponseCode,
    ResponseFlags,
    ResponseCodeDetails,
    ConnectionTerminationDetails,
    UpstreamTransportFailureReason,
    BytesReceived,
    BytesSent,
    Duration,
    RequestDuration,
    ResponseDuration,
    ResponseTransmitDuration,
    UpstreamHost,
    UpstreamHostWithoutPort,
    UpstreamPort,
    UpstreamCluster,
    UpstreamLocalAddress,
    UpstreamLocalAddressWithoutPort,
    UpstreamLocalPort,
    DownstreamLocalAddress,
    DownstreamLocalAddressWithoutPort,
    DownstreamLocalPort,
    DownstreamRemoteAddress,
    DownstreamRemoteAddressWithoutPort,
    DownstreamRemotePort,
    RequestedServerName,
    RouteName,

    /// <summary>Not Envoy's: the object that decided (a VirtualService's rule, a policy).</summary>
    DecidedBy,

    /// <summary>Envoy knows it, and a proxy without what it speaks of prints "-": dynamic metadata, filter state, TLS properties.</summary>
    Absent,
}
