using System.Diagnostics.CodeAnalysis;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>What a line is about: a finished exchange, or a finished TCP connection.</summary>
readonly struct AccessLogRecord
{
    public AccessLogRecord(Exchange exchange) => Exchange = exchange;

    public AccessLogRecord(TcpFlow flow) => Flow = flow;

    /// <summary>Null exactly when <see cref="Flow"/> is not.</summary>
    public Exchange? Exchange { get; }

    public TcpFlow? Flow { get; }

    [MemberNotNullWhen(true, nameof(Exchange))]
    [MemberNotNullWhen(false, nameof(Flow))]
    public bool IsHttp => Exchange is not null;

    public string RouteName => (IsHttp ? Exchange.Route : Flow.Route)?.Name ?? "";

    public string ClusterName => IsHttp ? Exchange.ClusterName : Flow.ClusterName;

    public string UpstreamHost => (IsHttp ? Exchange.Endpoint : Flow.Endpoint)?.AddressText ?? "";

    public string DecidedBy => IsHttp ? Exchange.DecidedBy : Flow.DecidedBy;

    public string UpstreamLocalAddress => IsHttp ? Exchange.UpstreamLocalAddress : Flow.UpstreamLocalAddress;

    public string DownstreamLocalAddress => IsHttp ? Exchange.DownstreamLocalAddress : Flow.DownstreamLocalAddress;

    public string DownstreamRemoteAddress => IsHttp ? Exchange.DownstreamRemoteAddress : Flow.DownstreamRemoteAddress;

    public string RequestedServerName => IsHttp ? "" : Flow.RequestedServerName;

    public ResponseFlags Flags => IsHttp ? Exchange.Flags : Flow.Flags;

    public int ResponseCode => IsHttp ? Exchange.ResponseCode : 0;

    public string Details => IsHttp ? Exchange.Details : Flow.Details;

    public string UpstreamFailure => IsHttp ? Exchange.UpstreamFailure : Flow.UpstreamFailure;

    public string ConnectionTermination => IsHttp ? Exchange.ConnectionTermination : "";

    public long BytesReceived => IsHttp ? Exchange.RequestBodyBytes : Flow.BytesReceived;

    public long BytesSent => IsHttp ? Exchange.ResponseBodyBytes : Flow.BytesSent;

    public long Started => IsHttp ? Exchange.Started : Flow.Started;

    public long Ended => IsHttp ? Exchange.Ended : Flow.Ended;
}
