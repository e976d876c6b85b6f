using System.Net;
using Mesh.Protocols.Grpc;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Config;
using Mesh.Proxy.Filters;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Telemetry.Peers;
using WorkloadIdentity = Mesh.Contract.WorkloadIdentity;

namespace Mesh.Proxy.Serving;

/// <summary>
/// One HTTP request and its response, from head to completion. Pooled per worker, so that an idle connection has none. Forwarding completes it
/// in one place (metrics, access log), where every field below is final.
/// </summary>
sealed class Exchange
{
    readonly Http1Head ownResponse;

    public Exchange(int worker, Http1Limits limits)
    {
        Worker = worker;
        Request = new Http1Head(limits);
        Response = ownResponse = new Http1Head(limits);
    }

    public int Worker { get; }

    public Direction Direction { get; set; }

    /// <summary>Captured once, when the request head was parsed.</summary>
    public Snapshot Snapshot { get; set; } = Snapshot.Empty;

    // ---- downstream

    public string DownstreamRemoteAddress { get; set; } = "";

    /// <summary>The peer's, without port, as x-forwarded-for says it.</summary>
    public IPAddress DownstreamAddress { get; set; } = IPAddress.None;

    /// <summary>The client's, if trusted proxies are between it and this gateway (2.22); null: the peer is the client.</summary>
    public IPAddress? ClientAddress { get; set; }

    public string DownstreamLocalAddress { get; set; } = "";

    /// <summary>Inbound: who calls, by its metadata header (PeerMetadataCache.Resolve); null: unknown.</summary>
    public WorkloadIdentity? SourceWorkload { get; set; }

    /// <summary>Where the client meant to go; the port routes are matched with.</summary>
    public IPEndPoint? OriginalDestination { get; set; }

    // ---- request

    /// <summary>The request head's bytes, kept until completion; Request indexes them.</summary>
    public ReadOnlyMemory<byte> RequestBytes { get; set; }

    public Http1Head Request { get; }

    /// <summary>The client speaks HTTP/2.</summary>
    public bool IsHttp2 { get; set; }

    /// <summary>A gRPC call, as the upstream sees it: what the proxy answers itself is told as grpc-status (2.11).</summary>
    public bool IsGrpc { get; set; }

    /// <summary>The form of gRPC-Web the client called in, on ports that are declared for it (2.12); None: nothing is translated.</summary>
    public GrpcContentKind WebRequest { get; set; }

    /// <summary>The form it is answered in; None: the response goes as it came.</summary>
    public GrpcContentKind WebResponse { get; set; }

    public HeaderEditList RequestEdits { get; } = new();

    /// <summary>Path and query if normalization changed them (2.21), or empty.</summary>
    public ReadOnlyMemory<byte> NormalizedPath { get; set; }

    /// <summary>Path and query as routes and filters see them; empty where an absolute target has none.</summary>
    public ReadOnlyMemory<byte> PathAndQuery =>
        NormalizedPath.IsEmpty ? RequestBytes.Slice(Request.PathAndQuery.Start, Request.PathAndQuery.Length) : NormalizedPath;

    /// <summary>What goes upstream in place of path and query, or empty. The original is then said in x-envoy-original-path (3.19).</summary>
    public ReadOnlyMemory<byte> RewrittenPath { get; set; }

    /// <summary>What goes upstream as Host, or empty.</summary>
    public ReadOnlyMemory<byte> RewrittenAuthority { get; set; }

    /// <summary>x-request-id as it goes upstream: the client's, or one made here (a stranger's is not kept). Empty until the request is forwarded.</summary>
    public ReadOnlyMemory<byte> RequestId { get; set; }

    /// <summary>Which attempt is under way, from 1; 0 before the first (x-envoy-attempt-count).</summary>
    public int Attempts { get; set; }

    // ---- decision

    /// <summary>What the route table said: filters that rewrite a matched prefix need the match.</summary>
    public RouteMatch Match { get; set; }

    public Route? Route { get; set; }

    /// <summary>The destination chosen of the route's: its filters run besides the route's.</summary>
    public WeightedClusters.Choice? Destination { get; set; }

    public Cluster? Cluster { get; set; }

    public Endpoint? Endpoint { get; set; }

    /// <summary>%UPSTREAM_CLUSTER_RAW%, also where there is no cluster object.</summary>
    public string ClusterName { get; set; } = "";

    /// <summary>The object that decided, for the access log's last word and operators: a route's or policy's origin.</summary>
    public string DecidedBy { get; set; } = "";

    public string UpstreamLocalAddress { get; set; } = "";

    // ---- response

    /// <summary>What a filter that returns Respond wants to be answered; else null.</summary>
    public LocalResponse? LocalResponse { get; set; }

    /// <summary>The response head's bytes; valid while it is being forwarded and at completion.</summary>
    public ReadOnlyMemory<byte> ResponseBytes { get; set; }

    /// <summary>Its index: this exchange's own, or that of the HTTP/2 stream it came by.</summary>
    public Http1Head Response { get; set; }

    /// <summary>HTTP/2: the trailer section that ended the response, lines with their CRLF; valid until completion.</summary>
    public ReadOnlyMemory<byte> ResponseTrailers { get; set; }

    /// <summary>How a gRPC call ended, at completion; null: it is none, or ended without a word.</summary>
    public GrpcStatus? GrpcStatus { get; set; }

    public HeaderEditList ResponseEdits { get; } = new();

    /// <summary>Status sent downstream; 0 if none was.</summary>
    public int ResponseCode { get; set; }

    public ResponseFlags Flags { get; set; }

    /// <summary>%RESPONSE_CODE_DETAILS%: "via_upstream", "route_not_found", ...</summary>
    public string Details { get; set; } = "";

    /// <summary>%UPSTREAM_TRANSPORT_FAILURE_REASON%.</summary>
    public string UpstreamFailure { get; set; } = "";

    /// <summary>%CONNECTION_TERMINATION_DETAILS%.</summary>
    public string ConnectionTermination { get; set; } = "";

    /// <summary>What goes upstream about this workload (2.25); null: nothing.</summary>
    public OwnMetadata? OwnMetadata { get; set; }

    // ---- counts and times (Stopwatch timestamps)

    /// <summary>Head and body bytes (metrics) and body bytes alone (access log), as received from downstream.</summary>
    public long RequestHeadBytes { get; set; }

    public long RequestBodyBytes { get; set; }

    public long ResponseHeadBytes { get; set; }

    public long ResponseBodyBytes { get; set; }

    /// <summary>gRPC messages that passed whole.</summary>
    public long RequestMessages { get; set; }

    public long ResponseMessages { get; set; }

    public long Started { get; set; }

    /// <summary>Request was sent upstream.</summary>
    public long UpstreamStarted { get; set; }

    /// <summary>First byte of the upstream response; 0 if none came. Minus UpstreamStarted: x-envoy-upstream-service-time.</summary>
    public long UpstreamFirstByte { get; set; }

    public long Ended { get; set; }

    /// <summary>Ready for the next request. Fields that every request sets anew before anything reads them are left alone.</summary>
    public void Reset()
    {
        RequestEdits.Clear();
        ResponseEdits.Clear();
        RequestBytes = ResponseBytes = NormalizedPath = RewrittenPath = RewrittenAuthority = RequestId = ResponseTrailers = default;
        WebRequest = WebResponse = GrpcContentKind.None;
        GrpcStatus = null;
        Response = ownResponse;
        Match = default;
        Route = null;
        Destination = null;
        Cluster = null;
        Endpoint = null;
        LocalResponse = null;
        ClientAddress = null;
        OriginalDestination = null;
        OwnMetadata = null;
        SourceWorkload = null;
        Snapshot = Snapshot.Empty;
        ClusterName = DecidedBy = UpstreamLocalAddress = Details = UpstreamFailure = ConnectionTermination = "";
        Attempts = ResponseCode = 0;
        Flags = ResponseFlags.None;
        RequestHeadBytes = RequestBodyBytes = ResponseHeadBytes = ResponseBodyBytes = RequestMessages = ResponseMessages = 0;
        Started = UpstreamStarted = UpstreamFirstByte = Ended = 0;
    }
}
