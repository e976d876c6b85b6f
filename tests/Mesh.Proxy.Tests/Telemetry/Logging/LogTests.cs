using Mesh.Proxy.Telemetry.Logging;
using Xunit;

namespace Mesh.Proxy.Tests.Telemetry.Logging;

[Collection("the process's log")]
public sealed class LogTests : IDisposable
{
    readonly List<string> lines = [];
    readonly Action<string> output = Log.Output;

    public LogTests()
    {
        Log.Output = line => lines.Add(line);
        Log.Time = new FixedTime();
    }

    public void Dispose()
    {
        Log.Output = output;
        Log.Time = TimeProvider.System;
        Log.SetLevel(LogLevel.Info);
    }

    [Fact]
    public void A_line_has_time_level_area_and_message()
    {
        Log.Write(LogArea.Config, LogLevel.Warning, $"generation {7} was refused");

        Assert.Equal(["2026-01-02T03:04:05.678000Z\twarning\tconfig\tgeneration 7 was refused\n"], lines);
    }

    [Fact]
    public void A_line_that_is_off_formats_and_allocates_nothing()
    {
        Log.SetLevel(LogArea.Http, LogLevel.Error);
        var peer = "10.0.0.1";
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Log.Write(LogArea.Http, LogLevel.Debug, $"request {i} of {peer}");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Empty(lines);
    }

    [Fact]
    public void One_event_is_one_line_whatever_is_in_it()
    {
        Log.Write(LogArea.Http, LogLevel.Info, $"host {"a\nb\u001b[31m\tc"}");

        Assert.Equal("host a b [31m c\n", lines.Single().Split('\t', 4)[3]);
    }

    [Fact]
    public void What_peers_can_cause_at_will_is_limited_and_the_rest_counted()
    {
        var time = new FixedTime();
        var limit = new LogLimit(2, time);
        for (var i = 0; i < 100; i++)
        {
            Log.Write(LogArea.Http, LogLevel.Info, limit, $"bad request {i}");
        }

        time.Advance(TimeSpan.FromSeconds(1));
        Log.Write(LogArea.Http, LogLevel.Info, limit, $"bad request again");

        Assert.Equal(3, lines.Count);
        Assert.EndsWith("bad request again (98 more like it were not logged)\n", lines[2]);
    }
}
