using System.Text;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Paths;
using Mesh.Transport;

namespace Mesh.Proxy.Serving.Faults;

/// <summary>The one table from what went wrong to what is seen of it. Bodies, details and flags are Envoy's.</summary>
static class FaultTable
{
    const string BeforeHeaders = "upstream connect error or disconnect/reset before headers. reset reason: ";

    // ---- downstream

    public static readonly Fault HeadTimeout = new(
        FaultStage.RequestHead, FaultSide.Downstream, 408, ResponseFlags.None, "request_header_timeout", "request header timeout") { EndsConnection = true };

    public static readonly Fault LowVersion = new(
        FaultStage.RequestHead, FaultSide.Downstream, 426, ResponseFlags.DownstreamProtocolError, "low_version") { EndsConnection = true };

    public static readonly Fault UpgradeRejected = new(
        FaultStage.RequestHead, FaultSide.Downstream, 403, ResponseFlags.None, "upgrade_failed") { EndsConnection = true };

    public static readonly Fault ClientGone = new(
        FaultStage.RequestBody, FaultSide.Downstream, 0, ResponseFlags.DownstreamConnectionTermination, "downstream_remote_disconnect")
    {
        EndsConnection = true,
        Unanswerable = true,
    };

    public static readonly Fault StreamIdle = new(
        FaultStage.RequestBody, FaultSide.Downstream, 408, ResponseFlags.StreamIdleTimeout, "stream_idle_timeout", "stream timeout") { EndsConnection = true };

    public static readonly Fault PathRejected = new(
        FaultStage.RequestHead, FaultSide.Downstream, 400, ResponseFlags.None, Encoding.ASCII.GetString(PathNormalizer.RejectionDetails), "Bad Request");

    public static readonly Fault GrpcWebText = new(
        FaultStage.RequestBody, FaultSide.Downstream, 400, ResponseFlags.None, "grpc_base_64_decode_failed", "Bad gRPC-Web request, invalid base64 data.")
    {
        EndsConnection = true,
    };

    /// <summary>HTTP/2: the client's window lets nothing through. Envoy's name for the time-out.</summary>
    public static readonly Fault ClientStalled = new(
        FaultStage.ResponseBody, FaultSide.Downstream, 0, ResponseFlags.StreamIdleTimeout, "http2.tx_flush_timeout") { EndsConnection = true, Unanswerable = true };

    // ---- local

    public static readonly Fault NoRoute = new(FaultStage.Routing, FaultSide.Local, 404, ResponseFlags.NoRouteFound, "route_not_found");

    public static readonly Fault Blocked = new(FaultStage.Routing, FaultSide.Local, 502, ResponseFlags.None, "direct_response");

    public static readonly Fault NoCluster = new(FaultStage.Routing, FaultSide.Local, 503, ResponseFlags.NoClusterFound, "cluster_not_found");

    public static readonly Fault NoHealthyUpstream = new(
        FaultStage.Routing, FaultSide.Local, 503, ResponseFlags.NoHealthyUpstream, "no_healthy_upstream", "no healthy upstream");

    public static readonly Fault TooManyFiles = new(
        FaultStage.Connecting, FaultSide.Local, 503, ResponseFlags.UpstreamOverflow, "upstream_reset_before_response_started{overflow}", BeforeHeaders + "overflow");

    // ---- upstream

    public static readonly Fault RouteTimeout = new(
        FaultStage.ResponseHead, FaultSide.Upstream, 504, ResponseFlags.UpstreamRequestTimeout, "response_timeout", "upstream request timeout");

    public static readonly Fault UpstreamEnded = new(
        FaultStage.ResponseHead, FaultSide.Upstream, 503, ResponseFlags.UpstreamConnectionTermination,
        "upstream_reset_before_response_started{connection_termination}", BeforeHeaders + "connection termination")
    {
        Retry = FaultRetry.IfUnprocessed,
    };

    /// <summary>The upstream ended within the head or behind an interim response: it had the request.</summary>
    public static readonly Fault UpstreamEndedWithinHead = new(
        FaultStage.ResponseHead, FaultSide.Upstream, 503, ResponseFlags.UpstreamConnectionTermination,
        "upstream_reset_before_response_started{connection_termination}", BeforeHeaders + "connection termination");

    /// <summary>REFUSED_STREAM, or a GOAWAY that leaves the stream out.</summary>
    public static readonly Fault UpstreamRefused = new(
        FaultStage.ResponseHead, FaultSide.Upstream, 503, ResponseFlags.UpstreamRemoteReset,
        "upstream_reset_before_response_started{remote_refused_stream_reset}", BeforeHeaders + "remote refused stream reset")
    {
        Retry = FaultRetry.IfBodyAtHand,
    };

    public static readonly Fault UpstreamReset = new(
        FaultStage.ResponseHead, FaultSide.Upstream, 503, ResponseFlags.UpstreamRemoteReset,
        "upstream_reset_before_response_started{remote_reset}", BeforeHeaders + "remote reset");

    public static readonly Fault UpstreamEndedWithinBody = new(
        FaultStage.ResponseBody, FaultSide.Upstream, 502, ResponseFlags.UpstreamConnectionTermination, "upstream_reset_after_response_started{connection_termination}");

    public static readonly Fault UpstreamResetWithinBody = new(
        FaultStage.ResponseBody, FaultSide.Upstream, 502, ResponseFlags.UpstreamRemoteReset, "upstream_reset_after_response_started{remote_reset}");

    /// <summary>HTTP/2: the upstream's window lets nothing of the request through, and nothing comes either.</summary>
    public static readonly Fault UpstreamStalled = new(
        FaultStage.RequestBody, FaultSide.Upstream, 504, ResponseFlags.UpstreamRequestTimeout, "http2.tx_flush_timeout", "upstream request timeout");

    public static readonly Fault UpstreamProtocol = new(
        FaultStage.ResponseHead, FaultSide.Upstream, 502, ResponseFlags.UpstreamProtocolError,
        "upstream_reset_before_response_started{protocol_error}", BeforeHeaders + "protocol error");

    public static readonly Fault UpstreamProtocolWithinBody = new(
        FaultStage.ResponseBody, FaultSide.Upstream, 502, ResponseFlags.UpstreamProtocolError, "upstream_reset_after_response_started{protocol_error}");

    static readonly Fault ConnectTimedOut = new(
        FaultStage.Connecting, FaultSide.Upstream, 503, ResponseFlags.UpstreamConnectionFailure,
        "upstream_reset_before_response_started{connection_timeout}", BeforeHeaders + "connection timeout")
    {
        Retry = FaultRetry.AnyEndpoint,
    };

    static readonly Fault[] RefusedRequests = MakeRefusedRequests();

    static readonly Fault ConnectionRefused = ConnectFailure("Connection refused");
    static readonly Fault Unreachable = ConnectFailure("No route to host");
    static readonly Fault ConnectReset = ConnectFailure("Connection reset by peer");
    static readonly Fault AddressUnavailable = ConnectFailure("Cannot assign requested address");
    static readonly Fault ConnectCanceled = ConnectFailure("Operation canceled");
    static readonly Fault OtherConnectFailure = ConnectFailure("connect failed");

    /// <summary>A request head or body that the codec refused: 400, 414, 417, 431, 501, 505.</summary>
    public static Fault Of(Http1Error error) => RefusedRequests[(int)error];

    /// <summary>A connection that did not come about.</summary>
    public static Fault Of(TransportError error) => error switch
    {
        TransportError.Refused => ConnectionRefused,
        TransportError.TimedOut => ConnectTimedOut,
        TransportError.Unreachable => Unreachable,
        TransportError.Reset => ConnectReset,
        TransportError.AddressUnavailable => AddressUnavailable,
        TransportError.TooManyFiles => TooManyFiles,
        TransportError.Canceled => ConnectCanceled,
        TransportError.None or TransportError.Other => OtherConnectFailure,
    };

    static Fault ConnectFailure(string reason) => new(
        FaultStage.Connecting, FaultSide.Upstream, 503, ResponseFlags.UpstreamConnectionFailure,
        $"upstream_reset_before_response_started{{remote_connection_failure|delayed_connect_error:_{reason.Replace(' ', '_')}}}",
        $"{BeforeHeaders}remote connection failure, transport failure reason: delayed connect error: {reason}")
    {
        Retry = FaultRetry.AnyEndpoint,
        TransportFailure = $"delayed_connect_error:_{reason.Replace(' ', '_')}",
    };

    static Fault[] MakeRefusedRequests()
    {
        var errors = Enum.GetValues<Http1Error>();
        var faults = new Fault[errors.Length];
        foreach (var error in errors)
        {
            faults[(int)error] = new Fault(
                FaultStage.RequestHead, FaultSide.Downstream, Http1Errors.StatusOf(error), ResponseFlags.DownstreamProtocolError, Http1Errors.DetailsOf(error), BodyOf(error))
            {
                EndsConnection = true,
            };
        }

        return faults;
    }

    static string BodyOf(Http1Error error) => Http1Errors.StatusOf(error) == 400 ? "Bad Request" : "";
}
