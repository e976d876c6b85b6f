using Mesh.EndToEnd.Tests.Harness;
using Mesh.EndToEnd.Tests.Robustness.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness;

/// <summary>A client that vanishes at any byte: the backend sees no complete request that was none, its connection is ended, and nothing stays behind.</summary>
public sealed class CutRequestTests
{
    const int AtOnce = 24;

    static readonly string Upload = $"POST /upload HTTP/1.1\r\nHost: backend.test\r\nContent-Length: 200\r\n\r\n{new string('u', 200)}";

    static readonly string ChunkedUpload =
        $"POST /upload HTTP/1.1\r\nHost: backend.test\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{new string('u', 100)}\r\n64\r\n{new string('v', 100)}\r\n0\r\n\r\n";

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task At_any_byte_of_its_request(bool chunked, bool reset)
    {
        var request = chunked ? ChunkedUpload : Upload;
        // It never answers: only the proxy can end these connections.
        await using var backend = ScriptedBackend.Start(connection => connection.ReadToEndAsync());
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        await Batch.CheckAsync(Enumerable.Range(0, request.Length + 1), AtOnce, async cut =>
        {
            using var client = await WireClient.ConnectAsync(gateway.Port);
            await client.SendAsync(request[..cut]);
            if (reset)
            {
                client.Reset();
                return null;
            }

            client.Finish();
            var (end, _) = await client.ReadEndAsync(TimeSpan.FromSeconds(10));
            return end == ReplyEnd.TimedOut ? $"cut at {cut}: the connection stays open" : null;
        });
        await gateway.IsEmptyAsync();
        await Eventually.Get(
            "every connection ended at the backend",
            () => Task.FromResult(backend.Connections.Count(connection => connection.End is null)),
            open => open == 0);
        // Only the last one was whole.
        Assert.InRange(backend.Connections.Count(connection => IsComplete(connection.Record, chunked)), 0, 1);
    }

    [Fact]
    public async Task At_any_point_of_a_long_response()
    {
        await using var backend = ScriptedBackend.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {1L << 40}\r\n\r\n");
            var piece = new byte[64 * 1024];
            while (await connection.SendAsync(piece))
            {
                // Until the proxy ends it.
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        await Batch.CheckAsync(Enumerable.Range(0, 60), AtOnce, async number =>
        {
            using var client = await WireClient.ConnectAsync(gateway.Port);
            await client.SendAsync(WireClient.Get("/pour"));
            await client.ReadAsync(within: TimeSpan.FromMilliseconds(number * 5 + 1));
            client.Reset();
            return null;
        });
        await gateway.IsEmptyAsync();
        Assert.Equal(0, await gateway.MetricAsync("envoy_cluster_upstream_rq_active"));
    }

    static bool IsComplete(string record, bool chunked)
    {
        var body = record.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return body >= 0 && (chunked ? record.EndsWith("0\r\n\r\n", StringComparison.Ordinal) : record.Length - body - 4 >= 200);
    }
}
