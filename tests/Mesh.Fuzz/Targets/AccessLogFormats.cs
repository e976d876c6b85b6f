using Mesh.Contract;
using Mesh.Proxy.Telemetry.AccessLogs;

namespace Mesh.Fuzz.Targets;

/// <summary>Formats of the access log, text and JSON, and the times in them: understood or refused with a reason.</summary>
sealed class AccessLogFormats : IFuzzTarget
{
    static readonly DateTime Moment = new(2026, 2, 28, 23, 59, 59, 999, DateTimeKind.Utc);

    public IEnumerable<byte[]> Seeds =>
    [
        Bytes.Of(AccessLogFormat.DefaultText), Bytes.Of("%START_TIME(%Y/%m/%dT%H:%M:%S%z %s %3f %E6S)%\n"), Bytes.Of("%REQ(X-A?:PATH):20%%RESP(B)%%DYNAMIC_METADATA(a:b)%"),
        Bytes.Of("{\"a\": \"%PROTOCOL%\", \"b\": \"x %DURATION% y\", \"c\": {\"d\": \"%RESPONSE_CODE%\"}}"), Bytes.Of("%"), Bytes.Of("%Y-%m-%dT%H:%M:%E3SZ"),
    ];

    public IReadOnlyList<byte[]> Words { get; } = Bytes.Words("%", "%%", "(", ")", ":", "?", "%REQ(", "%START_TIME(", "%E3S", "%f", "%9f", ":10", "\\u0000", "\"", "{", "}", ",", "\n");

    public int Run(byte[] input)
    {
        var text = Bytes.Latin1(input);
        var plain = AccessLogFormat.TryParse(AccessLog.Types.Encoding.Text, text, out var error);
        Check.Equal(plain is null, error.Length > 0, "a reason comes with what is refused, and only with it");
        var json = AccessLogFormat.TryParse(AccessLog.Types.Encoding.Json, text, out error);
        Check.Equal(json is null, error.Length > 0, "a reason comes with what is refused, and only with it");
        return HashCode.Combine(plain is null, json is null, Time(text));
    }

    static bool Time(string text)
    {
        if (TimePattern.TryParse(text, out var error) is not { } pattern)
        {
            Check.That(error.Length > 0, "a refused pattern has a reason");
            return false;
        }

        var line = new LogLine();
        line.Use(new byte[512], 0);
        pattern.Write(line, Moment);
        Check.That(line.Length <= 512, "a line stays in its buffer");
        return true;
    }
}
