using Mesh.Contract;

namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>
/// A format, parsed once when it is configured. Text is Envoy's default line (7.15) or a format string; JSON is the default keys (7.16), with
/// <c>decided_by</c> added, or an object of key to format string.
/// </summary>
sealed class AccessLogFormat
{
    /// <summary>Istio's default, byte for byte. To also have what decided, append <c> "%DECIDED_BY%"</c>.</summary>
    public const string DefaultText =
        "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\" %RESPONSE_CODE% %RESPONSE_FLAGS% "
        + "%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% \"%UPSTREAM_TRANSPORT_FAILURE_REASON%\" %BYTES_RECEIVED% %BYTES_SENT% "
        + "%DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\" "
        + "\"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\" %UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% "
        + "%DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n";

    static readonly (string Key, string Format)[] DefaultJson =
    [
        ("start_time", "%START_TIME%"),
        ("route_name", "%ROUTE_NAME%"),
        ("method", "%REQ(:METHOD)%"),
        ("path", "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"),
        ("protocol", "%PROTOCOL%"),
        ("response_code", "%RESPONSE_CODE%"),
        ("response_flags", "%RESPONSE_FLAGS%"),
        ("response_code_details", "%RESPONSE_CODE_DETAILS%"),
        ("connection_termination_details", "%CONNECTION_TERMINATION_DETAILS%"),
        ("bytes_received", "%BYTES_RECEIVED%"),
        ("bytes_sent", "%BYTES_SENT%"),
        ("duration", "%DURATION%"),
        ("upstream_service_time", "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"),
        ("x_forwarded_for", "%REQ(X-FORWARDED-FOR)%"),
        ("user_agent", "%REQ(USER-AGENT)%"),
        ("request_id", "%REQ(X-REQUEST-ID)%"),
        ("authority", "%REQ(:AUTHORITY)%"),
        ("upstream_host", "%UPSTREAM_HOST%"),
        ("upstream_cluster", "%UPSTREAM_CLUSTER_RAW%"),
        ("upstream_local_address", "%UPSTREAM_LOCAL_ADDRESS%"),
        ("downstream_local_address", "%DOWNSTREAM_LOCAL_ADDRESS%"),
        ("downstream_remote_address", "%DOWNSTREAM_REMOTE_ADDRESS%"),
        ("requested_server_name", "%REQUESTED_SERVER_NAME%"),
        ("upstream_transport_failure_reason", "%UPSTREAM_TRANSPORT_FAILURE_REASON%"),
        ("decided_by", "%DECIDED_BY%"),
    ];

    readonly AccessLogSegment[] text;
    readonly JsonMember[] members;

    AccessLogFormat(AccessLogSegment[] text, JsonMember[] members)
    {
        this.text = text;
        this.members = members;
    }

    /// <summary>Null, with the reason in <paramref name="error"/>, when the format cannot be used.</summary>
    public static AccessLogFormat? TryParse(AccessLog.Types.Encoding encoding, string format, out string error)
    {
        if (encoding == AccessLog.Types.Encoding.Json)
        {
            return TryParseJson(format, out error);
        }

        var segments = AccessLogFormatParser.TryParse(format.Length > 0 ? format : DefaultText, out error);
        return segments is null ? null : new AccessLogFormat(segments, []);
    }

    /// <summary>Appends one line.</summary>
    public void Write(LogLine line, in AccessLogRecord record, WallClock clock)
    {
        if (members.Length == 0)
        {
            WriteParts(text, line, record, clock, new TextValueSink(line));
            return;
        }

        foreach (ref readonly var member in members.AsSpan())
        {
            line.Append(member.Prefix);
            WriteMember(member.Value, line, record, clock);
        }

        line.Append("}\n"u8);
    }

    static AccessLogFormat? TryParseJson(string format, out string error)
    {
        IReadOnlyList<(string, string)> keys = DefaultJson;
        if (format.Length > 0)
        {
            var read = JsonFormatReader.TryRead(format, out error);
            if (read is null)
            {
                return null;
            }

            keys = read;
        }

        return Compile(keys, out error);
    }

    static AccessLogFormat? Compile(IReadOnlyList<(string Key, string Format)> keys, out string error)
    {
        error = "";
        var members = new JsonMember[keys.Count];
        for (var i = 0; i < keys.Count; i++)
        {
            var segments = AccessLogFormatParser.TryParse(keys[i].Format, out var reason);
            if (segments is null)
            {
                error = $"key \"{keys[i].Key}\": {reason}";
                return null;
            }

            members[i] = new JsonMember(JsonMember.PrefixOf(keys[i].Key, isFirst: i == 0), segments);
        }

        return new AccessLogFormat([], members);
    }

    /// <summary>A lone operator keeps its type; all else is a string.</summary>
    static void WriteMember(AccessLogSegment[] value, LogLine line, in AccessLogRecord record, WallClock clock)
    {
        if (value is [{ Operator: not AccessLogOperator.Literal }])
        {
            WriteParts(value, line, record, clock, new JsonValueSink(line));
            return;
        }

        line.Append((byte)'"');
        WriteParts(value, line, record, clock, new JsonPartSink(line));
        line.Append((byte)'"');
    }

    static void WriteParts<TSink>(AccessLogSegment[] segments, LogLine line, in AccessLogRecord record, WallClock clock, TSink sink)
        where TSink : struct, IValueSink
    {
        foreach (ref readonly var segment in segments.AsSpan())
        {
            switch (segment.Operator)
            {
                case AccessLogOperator.Literal when typeof(TSink) == typeof(JsonPartSink):
                    sink.Text(segment.Name);
                    break;
                case AccessLogOperator.Literal:
                    line.Append(segment.Name);
                    break;
                case AccessLogOperator.StartTime:
                    WriteTime(segment.Time!, line, clock.At(record.Started), typeof(TSink) == typeof(JsonValueSink));
                    break;
                case AccessLogOperator.EmitTime:
                    WriteTime(segment.Time!, line, clock.At(record.Ended), typeof(TSink) == typeof(JsonValueSink));
                    break;
                default:
                    AccessLogValue.Write(segment, record, clock, ref sink);
                    break;
            }
        }
    }

    static void WriteTime(TimePattern pattern, LogLine line, DateTime time, bool quoted)
    {
        if (quoted)
        {
            line.Append((byte)'"');
        }

        pattern.Write(line, time);
        if (quoted)
        {
            line.Append((byte)'"');
        }
    }
}
