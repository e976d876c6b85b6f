using Mesh.Contract;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Telemetry.AccessLogs;
using Mesh.Testing.InMemory;
using Xunit;

namespace Mesh.Proxy.Tests.Telemetry.AccessLogs;

/// <summary>One line a request, in batches of 64 KiB or a second, and traffic never waits for it (7.14).</summary>
public sealed class AccessLogTests : IDisposable
{
    readonly MemoryDestination destination = new();
    readonly LogWriter writer = new(maxBuffers: 2);
    readonly AccessLogSwitch source;
    readonly WorkerTelemetry worker;

    public AccessLogTests()
    {
        source = new AccessLogSwitch(writer, _ => destination);
        worker = new WorkerTelemetry(0, source);
    }

    public void Dispose()
    {
        destination.Open.Set();
        writer.Dispose();
    }

    // accessLogFile is empty unless it is set (7.14).
    [Fact]
    public void Nothing_is_written_until_there_is_a_path_and_after_it_is_taken_away()
    {
        Complete(200);
        Assert.Equal("", source.Apply(new AccessLog { Format = "%RESPONSE_CODE%\n" }));
        Complete(201);
        Assert.Equal("", source.Apply(Log("%RESPONSE_CODE%\n")));
        Complete(202);
        Assert.Equal("", source.Apply(null));
        Complete(203);

        worker.Flush();
        writer.Dispose();

        Assert.Equal("202\n", destination.Text);
    }

    [Fact]
    public void Lines_arrive_in_order_when_flushed()
    {
        Assert.Equal("", source.Apply(Log("%RESPONSE_CODE%\n")));
        foreach (var code in (int[])[200, 404, 503])
        {
            Complete(code);
        }

        worker.Flush();
        writer.Dispose();

        Assert.Equal("200\n404\n503\n", destination.Text);
    }

    [Fact]
    public void Lines_are_handed_over_a_second_after_the_first_of_them()
    {
        var network = new InMemoryNetwork();
        var loop = network.CreateLoop();
        var timed = new WorkerTelemetry(0, source, network.Time);
        timed.Attach(loop);
        source.Apply(Log("x\n"));
        timed.Complete(Exchanges.Outbound(network.Time));
        network.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(destination.Reached.IsSet);

        network.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(destination.Reached.Wait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_full_buffer_is_handed_over_at_once()
    {
        source.Apply(Log(new string('x', 1000) + "\n"));
        for (var i = 0; i < 70; i++)
        {
            Complete(200);
        }

        Assert.True(destination.Reached.Wait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_stalled_disk_costs_lines_not_requests()
    {
        source.Apply(Log(new string('x', 1023) + "\n"));
        destination.Open.Reset();
        for (var i = 0; i < 1000; i++)
        {
            Complete(200);
        }

        // Two buffers of 64 lines each wait; all else was dropped, and counted.
        Assert.Equal(1000 - 128, writer.DroppedLines);
        destination.Open.Set();
        writer.Dispose();
        Assert.Equal(128 * 1024, destination.Text.Length);
    }

    [Fact]
    public void A_failing_disk_is_counted_and_tried_again()
    {
        source.Apply(Log("x\n"));
        destination.Fails = true;
        Complete(200);
        worker.Flush();
        Assert.True(SpinWait.SpinUntil(() => writer.FailedWrites == 1, TimeSpan.FromSeconds(10)));
        destination.Fails = false;
        Complete(200);
        worker.Flush();
        writer.Dispose();

        Assert.Equal("x\n", destination.Text);
        Assert.Equal(1, writer.DroppedLines);
    }

    [Fact]
    public void A_line_longer_than_a_buffer_is_written_whole()
    {
        source.Apply(Log("%REQ(X-BIG)% %REQ(X-BIG)%\n"));
        var exchange = Exchanges.Outbound();
        Exchanges.Receive(exchange, $"GET / HTTP/1.1\r\nHost: h\r\nX-Big: {new string('"', 50_000)}\r\n\r\n");
        Complete(200);
        worker.Complete(exchange);
        Complete(200);
        worker.Flush();
        writer.Dispose();

        var lines = destination.Text.Split('\n');
        Assert.Equal(["- -", 200_001.ToString(), "- -"], new[] { lines[0], lines[1].Length.ToString(), lines[2] });
        Assert.Equal(0, writer.DroppedLines);
    }

    [Fact]
    public void Logging_allocates_nothing_per_line()
    {
        source.Apply(Log(""));
        var exchange = Exchanges.Outbound();
        for (var i = 0; i < 1000; i++)
        {
            worker.Complete(exchange);
        }

        destination.Open.Reset();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            worker.Complete(exchange);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_change_of_format_applies_to_the_next_line_and_a_bad_one_changes_nothing()
    {
        source.Apply(Log("a\n"));
        Complete(200);
        Assert.Equal("", source.Apply(Log("b\n")));
        Complete(200);
        Assert.Equal("access log format: %NO% at character 1: the operator is not known", source.Apply(Log("%NO%")));
        Complete(200);
        source.Apply(null);
        Complete(200);
        worker.Flush();
        writer.Dispose();

        Assert.Equal("a\nb\nb\n", destination.Text);
    }

    [Fact]
    public void A_rotated_file_is_opened_again_and_a_truncated_one_has_no_hole()
    {
        var folder = Directory.CreateTempSubdirectory("mesh-log");
        try
        {
            var path = Path.Combine(folder.FullName, "access.log");
            var file = new FileDestination(path);
            file.Write("one\n"u8);
            File.Move(path, path + ".1");
            file.Write("two\n"u8);
            file.Reopen();
            file.Write("three\n"u8);
            using (var truncated = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                truncated.SetLength(0);
            }

            file.Write("four\n"u8);
            Assert.Equal("one\ntwo\n", File.ReadAllText(path + ".1"));
            Assert.Equal("four\n", File.ReadAllText(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Reopening_is_done_by_the_writers_thread()
    {
        source.Apply(Log("x\n"));
        source.Reopen();

        Assert.True(SpinWait.SpinUntil(() => destination.Reopened == 1, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_path_that_cannot_be_opened_is_said()
    {
        var real = new AccessLogSwitch(writer);

        Assert.StartsWith("access log path /no/such/folder/log: ", real.Apply(new AccessLog { Path = "/no/such/folder/log" }));
        Assert.Null(real.Current);
    }

    void Complete(int code)
    {
        var exchange = Exchanges.Outbound();
        exchange.ResponseCode = code;
        worker.Complete(exchange);
    }

    static AccessLog Log(string format) => new() { Path = "/dev/null", Format = format };
}
