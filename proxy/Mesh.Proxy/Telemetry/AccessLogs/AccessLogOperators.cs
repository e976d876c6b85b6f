using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>The operators by name: where a new one is added, with its value in <see cref="AccessLogValue"/>.</summary>
static class AccessLogOperators
{
    static readonly FrozenDictionary<string, OperatorSyntax> ByName = new Dictionary<string, OperatorSyntax>
    {
        ["START_TIME"] = new(AccessLogOperator.StartTime, OperatorArgument.Time),
        ["EMIT_TIME"] = new(AccessLogOperator.EmitTime, OperatorArgument.Time),
        ["REQ"] = new(AccessLogOperator.RequestHeader, OperatorArgument.Header),
        ["REQ_WITHOUT_QUERY"] = new(AccessLogOperator.RequestHeaderWithoutQuery, OperatorArgument.Header),
        ["RESP"] = new(AccessLogOperator.ResponseHeader, OperatorArgument.Header),
        ["TRAILER"] = new(AccessLogOperator.ResponseTrailer, OperatorArgument.Header),
        ["GRPC_STATUS"] = new(AccessLogOperator.GrpcStatus, OperatorArgument.GrpcStatusForm),
        ["GRPC_STATUS_NUMBER"] = new(AccessLogOperator.GrpcStatusNumber),
        ["PROTOCOL"] = new(AccessLogOperator.Protocol),
        ["RESPONSE_CODE"] = new(AccessLogOperator.ResponseCode),
        ["RESPONSE_FLAGS"] = new(AccessLogOperator.ResponseFlags),
        ["RESPONSE_CODE_DETAILS"] = new(AccessLogOperator.ResponseCodeDetails, OperatorArgument.Any),
        ["CONNECTION_TERMINATION_DETAILS"] = new(AccessLogOperator.ConnectionTerminationDetails),
        ["UPSTREAM_TRANSPORT_FAILURE_REASON"] = new(AccessLogOperator.UpstreamTransportFailureReason),
        ["BYTES_RECEIVED"] = new(AccessLogOperator.BytesReceived),
        ["BYTES_SENT"] = new(AccessLogOperator.BytesSent),
        ["DURATION"] = new(AccessLogOperator.Duration),
        ["REQUEST_DURATION"] = new(AccessLogOperator.RequestDuration),
        ["RESPONSE_DURATION"] = new(AccessLogOperator.ResponseDuration),
        ["RESPONSE_TX_DURATION"] = new(AccessLogOperator.ResponseTransmitDuration),
        ["UPSTREAM_HOST"] = new(AccessLogOperator.UpstreamHost),
        ["UPSTREAM_REMOTE_ADDRESS"] = new(AccessLogOperator.UpstreamHost),
        ["UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT"] = new(AccessLogOperator.UpstreamHostWithoutPort),
        ["UPSTREAM_REMOTE_PORT"] = new(AccessLogOperator.UpstreamPort),
        ["UPSTREAM_CLUSTER"] = new(AccessLogOperator.UpstreamCluster),
        ["UPSTREAM_CLUSTER_RAW"] = new(AccessLogOperator.UpstreamCluster),
        ["UPSTREAM_LOCAL_ADDRESS"] = new(AccessLogOperator.UpstreamLocalAddress),
        ["UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT"] = new(AccessLogOperator.UpstreamLocalAddressWithoutPort),
        ["UPSTREAM_LOCAL_PORT"] = new(AccessLogOperator.UpstreamLocalPort),
        ["DOWNSTREAM_LOCAL_ADDRESS"] = new(AccessLogOperator.DownstreamLocalAddress),
        ["DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT"] = new(AccessLogOperator.DownstreamLocalAddressWithoutPort),
        ["DOWNSTREAM_LOCAL_PORT"] = new(AccessLogOperator.DownstreamLocalPort),
        ["DOWNSTREAM_REMOTE_ADDRESS"] = new(AccessLogOperator.DownstreamRemoteAddress),
        ["DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT"] = new(AccessLogOperator.DownstreamRemoteAddressWithoutPort),
        ["DOWNSTREAM_REMOTE_PORT"] = new(AccessLogOperator.DownstreamRemotePort),
        ["DOWNSTREAM_DIRECT_REMOTE_ADDRESS"] = new(AccessLogOperator.DownstreamRemoteAddress),
        ["DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT"] = new(AccessLogOperator.DownstreamRemoteAddressWithoutPort),
        ["DOWNSTREAM_DIRECT_REMOTE_PORT"] = new(AccessLogOperator.DownstreamRemotePort),
        ["REQUESTED_SERVER_NAME"] = new(AccessLogOperator.RequestedServerName),
        ["ROUTE_NAME"] = new(AccessLogOperator.RouteName),
        ["DECIDED_BY"] = new(AccessLogOperator.DecidedBy),
        ["HOSTNAME"] = new(AccessLogOperator.Literal, OperatorArgument.None, _ => Environment.MachineName),
        ["ENVIRONMENT"] = new(AccessLogOperator.Literal, OperatorArgument.Any, name => Environment.GetEnvironmentVariable(name) ?? "-"),
        ["DYNAMIC_METADATA"] = new(AccessLogOperator.Absent, OperatorArgument.Any),
        ["CLUSTER_METADATA"] = new(AccessLogOperator.Absent, OperatorArgument.Any),
        ["UPSTREAM_METADATA"] = new(AccessLogOperator.Absent, OperatorArgument.Any),
        ["METADATA"] = new(AccessLogOperator.Absent, OperatorArgument.Any),
        ["FILTER_STATE"] = new(AccessLogOperator.Absent, OperatorArgument.Any),
        ["UPSTREAM_FILTER_STATE"] = new(AccessLogOperator.Absent, OperatorArgument.Any),
        ["LOCAL_REPLY_BODY"] = new(AccessLogOperator.Absent),
        ["DOWNSTREAM_TRANSPORT_FAILURE_REASON"] = new(AccessLogOperator.Absent),
        ["DOWNSTREAM_LOCAL_URI_SAN"] = new(AccessLogOperator.Absent),
        ["DOWNSTREAM_PEER_URI_SAN"] = new(AccessLogOperator.Absent),
        ["DOWNSTREAM_PEER_SUBJECT"] = new(AccessLogOperator.Absent),
        ["DOWNSTREAM_PEER_ISSUER"] = new(AccessLogOperator.Absent),
        ["DOWNSTREAM_TLS_VERSION"] = new(AccessLogOperator.Absent),
        ["DOWNSTREAM_TLS_CIPHER"] = new(AccessLogOperator.Absent),
        ["UPSTREAM_PEER_URI_SAN"] = new(AccessLogOperator.Absent),
        ["UPSTREAM_TLS_VERSION"] = new(AccessLogOperator.Absent),
    }.ToFrozenDictionary();

    public static bool TryGet(string name, [NotNullWhen(true)] out OperatorSyntax? syntax) => ByName.TryGetValue(name, out syntax);
}
