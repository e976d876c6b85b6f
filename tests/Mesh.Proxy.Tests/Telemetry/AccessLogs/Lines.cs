using System.Text;
using Mesh.Contract;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Telemetry.AccessLogs;
using Xunit;

namespace Mesh.Proxy.Tests.Telemetry.AccessLogs;

/// <summary>Single lines, formatted at a known time.</summary>
static class Lines
{
    public static string Of(Exchange exchange, TimeProvider time, string format = "", AccessLog.Types.Encoding encoding = AccessLog.Types.Encoding.Text) =>
        Of(new AccessLogRecord(exchange), time, format, encoding);

    public static string Of(in AccessLogRecord record, TimeProvider time, string format = "", AccessLog.Types.Encoding encoding = AccessLog.Types.Encoding.Text)
    {
        var parsed = AccessLogFormat.TryParse(encoding, format, out var error);
        Assert.True(parsed is not null, error);
        var buffer = new byte[64 * 1024];
        var line = new LogLine();
        line.Use(buffer, 0);
        parsed.Write(line, record, new WallClock(time));
        Assert.False(line.IsFull);
        return Encoding.Latin1.GetString(buffer, 0, line.Length);
    }
}
