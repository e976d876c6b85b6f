using Mesh.Protocols.Grpc;

namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>%GRPC_STATUS%: the names Envoy prints, in its two spellings.</summary>
static class GrpcStatusText
{
    static readonly string[] Camel =
    [
        "OK", "Canceled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists", "PermissionDenied", "ResourceExhausted",
        "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented", "Internal", "Unavailable", "DataLoss", "Unauthenticated",
    ];

    static readonly string[] Snake =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <summary>Empty for none.</summary>
    public static string Of(GrpcStatus? status, bool isSnake) => status is { } value ? (isSnake ? Snake : Camel)[(int)value] : "";
}
