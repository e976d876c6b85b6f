using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for <c>http[].fault</c>.</summary>
static class FaultValidator
{
    static readonly string[] GrpcStatuses =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
        "UNAUTHENTICATED",
    ];

    public static void Validate(Findings findings, string at, HttpFaultInjection? fault)
    {
        if (fault is null)
        {
            return;
        }

        findings.Require(fault.Delay is not null || fault.Abort is not null, at, "must have a delay or an abort");
        if (fault.Delay is { } delay)
        {
            DurationRule.AtLeastOneMillisecond(findings, $"{at}.delay.fixedDelay", delay.FixedDelay);
            PercentRule.Validate(findings, $"{at}.delay.percentage.value", delay.Percentage);
        }

        if (fault.Abort is { } abort)
        {
            Abort(findings, $"{at}.abort", abort);
        }
    }

    static void Abort(Findings findings, string at, FaultAbort abort)
    {
        findings.Require(abort.HttpStatus is not null || abort.GrpcStatus is not null, at, "must have httpStatus or grpcStatus");
        findings.Require(
            abort.HttpStatus is null or (>= 200 and <= 599), $"{at}.httpStatus", $"must be between 200 and 599, is {abort.HttpStatus}");
        findings.Require(
            abort.GrpcStatus is null || GrpcStatuses.Contains(abort.GrpcStatus), $"{at}.grpcStatus",
            $"must be a gRPC status such as UNAVAILABLE, is \"{abort.GrpcStatus}\"");
        PercentRule.Validate(findings, $"{at}.percentage.value", abort.Percentage);
    }
}
