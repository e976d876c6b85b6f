using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.EndToEnd.Tests.Robustness.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness;

/// <summary>Peers that are slow, or never do what is awaited of them: each meets a deadline or back-pressure, and costs no one else.</summary>
public sealed class SlowPeerTests
{
    const long Gigabyte = 1L << 30;

    /// <summary>What the kernel's socket buffers hold, both sides of both connections, with room to spare.</summary>
    const long KernelBuffers = 64L << 20;

    /// <summary>What a stuck gigabyte may cost the process itself.</summary>
    const long ProcessGrowth = 16L << 20;

    [Fact]
    public async Task A_head_that_drips_gets_408_in_the_configured_time_and_others_are_served_meanwhile()
    {
        await using var backend = ScriptedBackend.StartGood();
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { Flags = ["--request-head-timeout", "1s"] });
        await using var load = KeepAliveLoad.Start(gateway.Port, connections: 4);
        await Batch.CheckAsync(Enumerable.Range(0, 200), atOnce: 200, async _ =>
        {
            using var client = await WireClient.ConnectAsync(gateway.Port);
            var began = Stopwatch.GetTimestamp();
            var dripping = DripAsync(client, WireClient.Get("/good", $"X: {new string('x', 1000)}\r\n"));
            var reply = await client.ReadAsync();
            var took = Stopwatch.GetElapsedTime(began);
            await client.ReadEndAsync();
            await dripping;
            return reply is { Status: 408, IsWhole: true } && took > TimeSpan.FromSeconds(0.9) && took < TimeSpan.FromSeconds(5) ? null : $"{reply} after {took.TotalSeconds:0.0} s";
        });
        await load.StopAsync();
        Assert.DoesNotContain(backend.Connections, connection => connection.Record.Contains("X: x", StringComparison.Ordinal));
        await gateway.IsEmptyAsync();
    }

    [Fact]
    public async Task A_request_body_that_stalls_is_given_up_and_one_that_only_drips_is_not()
    {
        await using var backend = ScriptedBackend.Start(async connection =>
        {
            if (await connection.ReadHeadAsync() is not null && await connection.SkipAsync(10))
            {
                await connection.SendAsync(ScriptedBackend.Response("whole"));
            }

            await connection.ReadToEndAsync();
        });
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { Flags = ["--stream-idle-timeout", "1s"] });
        const string head = "POST /upload HTTP/1.1\r\nHost: backend.test\r\nContent-Length: 10\r\n\r\n";

        using var dripping = await WireClient.ConnectAsync(gateway.Port);
        await dripping.SendAsync(head);
        await DripAsync(dripping, "0123456789"u8.ToArray(), TimeSpan.FromMilliseconds(300));
        Assert.Equal(200, (await dripping.ReadAsync()).Status);

        using var stalled = await WireClient.ConnectAsync(gateway.Port);
        await stalled.SendAsync(head + "01234");
        var reply = await stalled.ReadAsync();
        Assert.Equal(408, reply.Status);
        Assert.True(reply.SaysClose);
        await Eventually.True("the stalled upload's end at the backend", () => Task.FromResult(backend.Connections.Last().End is not null));
        dripping.Dispose();
        await gateway.IsEmptyAsync();
    }

    [Fact]
    public async Task A_response_body_that_stalls_is_cut_off_visibly()
    {
        await using var backend = ScriptedBackend.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123456789");
            await connection.ReadToEndAsync();
        });
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { Flags = ["--stream-idle-timeout", "1s"] });
        using var client = await WireClient.ConnectAsync(gateway.Port);
        await client.SendAsync(WireClient.Get("/stall"));
        var began = Stopwatch.GetTimestamp();
        var reply = await client.ReadAsync();
        Assert.Equal((200, 10L), (reply.Status, reply.BodyLength));
        Assert.True(reply.End is ReplyEnd.Reset or ReplyEnd.Fin, $"{reply}");
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.9, 6);
        await gateway.IsEmptyAsync();
    }

    [Fact]
    public async Task An_upstream_that_never_answers_is_504_UT_after_the_routes_timeout()
    {
        await using var backend = ScriptedBackend.Start(connection => connection.ReadToEndAsync());
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { Timeout = "1s" });
        var began = Stopwatch.GetTimestamp();
        var reply = await gateway.GetAsync();
        Assert.Equal(504, reply.Status);
        Assert.Equal("upstream request timeout", Encoding.ASCII.GetString(reply.Body));
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.9, 5);
        await gateway.IsEmptyAsync();
        Assert.Equal(1, await gateway.MetricAsync("istio_requests_total", "response_flags=\"UT\""));
        Assert.All(backend.Connections, connection => Assert.NotNull(connection.End));
    }

    [Fact]
    public async Task A_response_that_drips_is_cut_off_at_the_routes_timeout()
    {
        await using var backend = ScriptedBackend.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            while (await connection.SendAsync("x"u8.ToArray()))
            {
                await Pause.For(TimeSpan.FromMilliseconds(50));
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { Timeout = "1s" });
        var began = Stopwatch.GetTimestamp();
        var reply = await gateway.GetAsync();
        Assert.Equal(200, reply.Status);
        Assert.True(reply.End is ReplyEnd.Reset or ReplyEnd.Fin, $"{reply}");
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.9, 5);
        await gateway.IsEmptyAsync();
    }

    [Fact]
    public async Task An_endpoint_that_takes_no_connections_is_503_UF_after_the_connect_timeout()
    {
        // A full accept queue: the kernel drops what else would connect, as a firewall does.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var port = ((IPEndPoint)full.LocalEndPoint!).Port;
        using var filler = await WireClient.ConnectAsync(port);
        await using var gateway = await GatewayUnderTest.StartAsync(port, new GatewayOptions { ConnectTimeout = "500ms" });
        var began = Stopwatch.GetTimestamp();
        var reply = await gateway.GetAsync();
        Assert.Equal(503, reply.Status);
        // The first try and its two retries.
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.45, 6);
        Assert.Contains("connection timeout", Encoding.ASCII.GetString(reply.Body), StringComparison.Ordinal);
        await gateway.IsEmptyAsync();
        Assert.Equal(1, await gateway.MetricAsync("istio_requests_total", "response_flags=\"UF"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_does_not_read_a_gigabyte_costs_the_proxy_no_memory(bool chunked)
    {
        await using var backend = ScriptedBackend.Start(connection => PourAsync(connection, chunked));
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        using var client = await WireClient.ConnectAsync(gateway.Port, receiveBuffer: 64 * 1024);
        var before = ProcessUse.ResidentBytes(gateway.Daemon.Id);
        await client.SendAsync(WireClient.Get("/pour"));
        var most = await MostResidentAsync(gateway, TimeSpan.FromSeconds(2));
        var stuckAt = backend.Connections.Single().BytesSent;
        Assert.InRange(stuckAt, 1, KernelBuffers);
        Assert.InRange(most - before, long.MinValue, ProcessGrowth);

        var reading = client.ReadAsync(within: TimeSpan.FromSeconds(60));
        while (!reading.IsCompleted)
        {
            most = Math.Max(most, await MostResidentAsync(gateway, TimeSpan.FromMilliseconds(100)));
        }

        var reply = await reading;
        Assert.Equal((200, Gigabyte, ReplyEnd.Whole), (reply.Status, reply.BodyLength, reply.End));
        Assert.InRange(most - before, long.MinValue, ProcessGrowth);
        client.Dispose();
        await gateway.IsEmptyAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upstream_that_does_not_read_a_huge_upload_costs_the_proxy_no_memory(bool chunked)
    {
        var mayRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var backend = ScriptedBackend.Start(async connection =>
        {
            await mayRead.Task;
            await connection.ReadToEndAsync();
        });
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        using var client = await WireClient.ConnectAsync(gateway.Port);
        var before = ProcessUse.ResidentBytes(gateway.Daemon.Id);
        await client.SendAsync($"POST /upload HTTP/1.1\r\nHost: backend.test\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {Gigabyte}")}\r\n\r\n");
        var sending = client.FloodAsync(Piece(chunked));
        var most = await MostResidentAsync(gateway, TimeSpan.FromSeconds(2));
        Assert.InRange(client.Flooded, 1, KernelBuffers);
        Assert.InRange(most - before, long.MinValue, ProcessGrowth);

        client.Reset();
        mayRead.SetResult();
        await sending;
        await Eventually.True("the upload's end at the backend", () => Task.FromResult(backend.Connections.Single().End is not null));
        await gateway.IsEmptyAsync();
    }

    static async Task DripAsync(WireClient client, byte[] bytes, TimeSpan? pause = null)
    {
        for (var i = 0; i < bytes.Length && await client.TrySendAsync(bytes.AsMemory(i, 1)); i++)
        {
            await Pause.For(pause ?? TimeSpan.FromMilliseconds(50));
        }
    }

    static async Task PourAsync(BackendConnection connection, bool chunked)
    {
        await connection.ReadHeadAsync();
        await connection.SendAsync($"HTTP/1.1 200 OK\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {Gigabyte}")}\r\n\r\n");
        var piece = Piece(chunked);
        for (var left = Gigabyte; left > 0 && await connection.SendAsync(piece); left -= PieceContent)
        {
            // The next.
        }

        await connection.SendAsync(chunked ? "0\r\n\r\n" : "");
        await connection.ReadToEndAsync();
    }

    const int PieceContent = 256 * 1024;

    static byte[] Piece(bool chunked) =>
        chunked ? [.. Encoding.ASCII.GetBytes($"{PieceContent:x}\r\n"), .. new byte[PieceContent], .. "\r\n"u8] : new byte[PieceContent];

    static async Task<long> MostResidentAsync(GatewayUnderTest gateway, TimeSpan during)
    {
        var most = 0L;
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < during; await Pause.For(TimeSpan.FromMilliseconds(20)))
        {
            most = Math.Max(most, ProcessUse.ResidentBytes(gateway.Daemon.Id));
        }

        return most;
    }
}
