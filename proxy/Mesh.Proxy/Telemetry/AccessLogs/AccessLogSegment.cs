namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>One piece of a format.</summary>
/// <param name="Operator">What to print.</param>
/// <param name="Name">The literal's bytes, a header's name in lower case, or what else stands in parentheses.</param>
/// <param name="Alternative">The header to print where the first is absent, or empty.</param>
/// <param name="MaxLength">Longest value to print, in bytes.</param>
/// <param name="Time">How to print a time.</param>
readonly record struct AccessLogSegment(
    AccessLogOperator Operator,
    byte[] Name,
    byte[] Alternative,
    int MaxLength = int.MaxValue,
    TimePattern? Time = null)
{
    public static AccessLogSegment Literal(byte[] bytes) => new(AccessLogOperator.Literal, bytes, []);
}
