using System.Globalization;
using System.Text;

namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>Parses Envoy's substitution format strings: literals, <c>%OPERATOR%</c>, <c>%OPERATOR(argument)%</c>, <c>%OPERATOR(argument):length%</c> and <c>%%</c>.</summary>
static class AccessLogFormatParser
{
    /// <summary>Null, with the reason and place in <paramref name="error"/>, when the format is not understood.</summary>
    public static AccessLogSegment[]? TryParse(string format, out string error)
    {
        var segments = new List<AccessLogSegment>();
        var literal = new StringBuilder();
        error = "";
        for (var position = 0; position < format.Length;)
        {
            if (format[position] != '%')
            {
                literal.Append(format[position++]);
            }
            else if (position + 1 < format.Length && format[position + 1] == '%')
            {
                literal.Append('%');
                position += 2;
            }
            else
            {
                AddLiteral(segments, literal);
                if (ParseOperator(format, ref position, out error) is not { } segment)
                {
                    return null;
                }

                segments.Add(segment);
            }
        }

        AddLiteral(segments, literal);
        return [.. segments];
    }

    static void AddLiteral(List<AccessLogSegment> segments, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            segments.Add(AccessLogSegment.Literal(Encoding.UTF8.GetBytes(literal.ToString())));
            literal.Clear();
        }
    }

    /// <summary>From one '%' to past the next that is not inside the argument (times have their own).</summary>
    static AccessLogSegment? ParseOperator(string format, ref int position, out string error)
    {
        var start = position + 1;
        var nameEnd = start;
        while (nameEnd < format.Length && (char.IsAsciiLetterUpper(format[nameEnd]) || char.IsAsciiDigit(format[nameEnd]) || format[nameEnd] == '_'))
        {
            nameEnd++;
        }

        var name = format[start..nameEnd];
        string? argument = null;
        var end = nameEnd;
        if (end < format.Length && format[end] == '(')
        {
            var close = ArgumentEnd(format, end);
            argument = close < 0 ? null : format[(end + 1)..close];
            end = close < 0 ? format.Length : close + 1;
        }

        var percent = end < format.Length ? format.IndexOf('%', end) : -1;
        if (percent < 0 || name.Length == 0)
        {
            error = $"the operator at character {position + 1} does not end with '%' or has no name";
            return null;
        }

        var segment = Build(name, argument, format[end..percent], out error);
        error = error.Length == 0 ? "" : $"%{name}% at character {position + 1}: {error}";
        position = percent + 1;
        return segment;
    }

    /// <summary>The ')' that ends an argument is the one before ':' or '%'; -1 if there is none.</summary>
    static int ArgumentEnd(string format, int open)
    {
        for (var close = format.IndexOf(')', open); close >= 0; close = format.IndexOf(')', close + 1))
        {
            if (close + 1 < format.Length && format[close + 1] is ':' or '%')
            {
                return close;
            }
        }

        return -1;
    }

    static AccessLogSegment? Build(string name, string? argument, string suffix, out string error)
    {
        if (!AccessLogOperators.TryGet(name, out var known))
        {
            error = "the operator is not known";
            return null;
        }

        var maxLength = ParseLength(suffix);
        error = maxLength < 0 ? $"\"{suffix}\" is not a length" : known.ArgumentError(argument);
        return error.Length > 0 ? null : Build(known, argument ?? "", maxLength, out error);
    }

    static AccessLogSegment? Build(OperatorSyntax known, string argument, int maxLength, out string error)
    {
        error = "";
        switch (known.Argument)
        {
            case OperatorArgument.Header:
                var question = argument.IndexOf('?');
                return new AccessLogSegment(
                    known.Operator,
                    HeaderName(question < 0 ? argument : argument[..question]),
                    HeaderName(question < 0 ? "" : argument[(question + 1)..]),
                    maxLength);
            case OperatorArgument.Time:
                var time = argument.Length == 0 ? TimePattern.Default : TimePattern.TryParse(argument, out error);
                return time is null ? null : new AccessLogSegment(known.Operator, [], [], maxLength, time);
            case OperatorArgument.GrpcStatusForm:
                return argument == "NUMBER"
                    ? new AccessLogSegment(AccessLogOperator.GrpcStatusNumber, [], [], maxLength)
                    : new AccessLogSegment(known.Operator, HeaderName(argument == "SNAKE_STRING" ? argument : ""), [], maxLength);
            default:
                return known.Constant is { } constant
                    ? AccessLogSegment.Literal(Encoding.UTF8.GetBytes(constant(argument)))
                    : new AccessLogSegment(known.Operator, [], [], maxLength);
        }
    }

    static byte[] HeaderName(string name) => Encoding.UTF8.GetBytes(name.ToLowerInvariant());

    /// <summary>After an argument: nothing, or ':' and a length. -1 if it is neither.</summary>
    static int ParseLength(string suffix)
    {
        if (suffix.Length == 0)
        {
            return int.MaxValue;
        }

        return suffix[0] == ':' && int.TryParse(suffix.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : -1;
    }
}
