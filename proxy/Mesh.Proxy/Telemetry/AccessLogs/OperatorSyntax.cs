namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>How an operator is written.</summary>
/// <param name="Constant">For operators whose value does not change while the process runs: from argument to value.</param>
sealed record OperatorSyntax(AccessLogOperator Operator, OperatorArgument Argument = OperatorArgument.None, Func<string, string>? Constant = null)
{
    /// <summary>Empty if the argument (null: no parentheses) is one that the operator takes.</summary>
    public string ArgumentError(string? argument) => Argument switch
    {
        OperatorArgument.None => argument is null ? "" : "the operator takes no argument",
        OperatorArgument.Header => IsHeader(argument) ? "" : "a header's name is expected in parentheses",
        OperatorArgument.Time => "",
        OperatorArgument.GrpcStatusForm =>
            argument is null or "" or "CAMEL_STRING" or "SNAKE_STRING" or "NUMBER" ? "" : "CAMEL_STRING, SNAKE_STRING or NUMBER is expected",
        OperatorArgument.Any => "",
    };

    static bool IsHeader(string? argument) =>
        argument is { Length: > 0 } && argument.Split('?') is { Length: <= 2 } names && names.All(IsHeaderName);

    /// <summary>A token (RFC 9110 section 5.6.2), with the colon of pseudo headers in front.</summary>
    static bool IsHeaderName(string name) =>
        name.TrimStart(':') is { Length: > 0 } token && token.All(c => char.IsAsciiLetterOrDigit(c) || "!#$&'*+-.^_`|~".Contains(c));
}
