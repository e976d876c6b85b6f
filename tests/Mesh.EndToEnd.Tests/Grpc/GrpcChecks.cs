using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Mesh.EndToEnd.Tests.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Grpc;

/// <summary>What a real gRPC client sees of a real gRPC server must be the same with any number of proxies in between (2.11).</summary>
static class GrpcChecks
{
    const int LargeMessage = 50_000_000;

    public static readonly IReadOnlyDictionary<string, Func<Echo.EchoClient, EchoLog, Task>> All = new Dictionary<string, Func<Echo.EchoClient, EchoLog, Task>>
    {
        ["unary calls carry metadata, also binary"] = UnaryCallsCarryMetadata,
        ["a client streams"] = AClientStreams,
        ["a server streams"] = AServerStreams,
        ["both stream in turns"] = BothStreamInTurns,
        ["an error has its status, message and trailers"] = AnErrorIsPassedOn,
        ["an error in the middle of a stream"] = AnErrorInTheMiddle,
        ["a deadline ends the call at both ends"] = ADeadlineEndsTheCall,
        ["a cancelled call is cancelled at the server"] = ACancelledCall,
        ["compressed messages"] = CompressedMessages,
        ["50 MB each way"] = LargeMessages,
        ["200 calls at once"] = ManyCalls,
    };

    /// <summary>gRPC-Web has no client streaming.</summary>
    public static IEnumerable<string> OfWeb => All.Keys.Where(name => !name.Contains("client streams", StringComparison.Ordinal) && !name.Contains("both", StringComparison.Ordinal)
        && !name.Contains("cancelled", StringComparison.Ordinal) && !name.Contains("in the middle", StringComparison.Ordinal));

    static async Task UnaryCallsCarryMetadata(Echo.EchoClient client, EchoLog log)
    {
        byte[] binary = [0, 255, 13, 10, 44, 61];
        var call = client.UnaryAsync(
            new EchoMessage { Text = "hällo" },
            new Metadata { { "echo-text", "a b,c" }, { "echo-data-bin", binary }, { "echo-long", new string('m', 6000) } });
        Assert.Equal("hällo", (await call).Text);
        Assert.Equal(binary, (await call.ResponseHeadersAsync).GetValueBytes("echo-data-bin"));
        var trailers = call.GetTrailers();
        Assert.Equal(("a b,c", 6000), (trailers.GetValue("echo-text"), trailers.GetValue("echo-long")!.Length));
        Assert.Equal(binary, trailers.GetValueBytes("echo-data-bin"));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    static async Task AClientStreams(Echo.EchoClient client, EchoLog log)
    {
        using var call = client.Collect();
        for (var i = 0; i < 1000; i++)
        {
            await call.RequestStream.WriteAsync(new EchoMessage { Payload = ByteString.CopyFrom((byte)i) });
        }

        await call.RequestStream.CompleteAsync();
        var collected = await call;
        Assert.Equal(1000, collected.Count);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (byte)i), collected.Payload.ToByteArray());
    }

    static async Task AServerStreams(Echo.EchoClient client, EchoLog log)
    {
        using var call = client.Expand(new EchoMessage { Count = 1000, Payload = ByteString.CopyFrom(new byte[1000]) });
        var next = 0;
        await foreach (var message in call.ResponseStream.ReadAllAsync())
        {
            Assert.Equal((next++, 1000), (message.Count, message.Payload.Length));
        }

        Assert.Equal(1000, next);
    }

    static async Task BothStreamInTurns(Echo.EchoClient client, EchoLog log)
    {
        using var call = client.Chat();
        for (var i = 0; i < 200; i++)
        {
            await call.RequestStream.WriteAsync(new EchoMessage { Count = i });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(i, call.ResponseStream.Current.Count);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    static async Task AnErrorIsPassedOn(Echo.EchoClient client, EchoLog log)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(
            new EchoMessage { Status = (int)StatusCode.FailedPrecondition, Text = "nö, 100%\n" }, new Metadata { { "echo-why", "because" } }));
        Assert.Equal((StatusCode.FailedPrecondition, "nö, 100%\n", "because"), (error.StatusCode, error.Status.Detail, error.Trailers.GetValue("echo-why")));
    }

    static async Task AnErrorInTheMiddle(Echo.EchoClient client, EchoLog log)
    {
        using var call = client.Chat();
        await call.RequestStream.WriteAsync(new EchoMessage { Count = 1 });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await call.RequestStream.WriteAsync(new EchoMessage { Status = (int)StatusCode.DataLoss, Text = "gone" });
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal((StatusCode.DataLoss, "gone"), (error.StatusCode, error.Status.Detail));
    }

    static async Task ADeadlineEndsTheCall(Echo.EchoClient client, EchoLog log)
    {
        var name = Guid.NewGuid().ToString();
        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(
            new EchoMessage { DelayMs = 60_000 }, new Metadata { { "call", name } }, DateTime.UtcNow.AddMilliseconds(700)));
        Assert.Contains(error.StatusCode, (StatusCode[])[StatusCode.DeadlineExceeded, StatusCode.Unavailable]);
        Assert.NotNull(log.HeaderOf(name, "grpc-timeout"));
        await Eventually.True("the server's call cancelled", () => Task.FromResult(log.WasCancelled(name)));
    }

    static async Task ACancelledCall(Echo.EchoClient client, EchoLog log)
    {
        var name = Guid.NewGuid().ToString();
        using var cancel = new CancellationTokenSource();
        using var call = client.Chat(new Metadata { { "call", name } }, cancellationToken: cancel.Token);
        await call.RequestStream.WriteAsync(new EchoMessage { Count = 1 }, cancel.Token);
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await cancel.CancelAsync();
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.Cancelled, error.StatusCode);
        await Eventually.True("the server's call cancelled", () => Task.FromResult(log.WasCancelled(name)));
    }

    static async Task CompressedMessages(Echo.EchoClient client, EchoLog log)
    {
        var name = Guid.NewGuid().ToString();
        var call = client.UnaryAsync(
            new EchoMessage { Payload = ByteString.CopyFrom(new byte[1_000_000]) }, new Metadata { { "grpc-internal-encoding-request", "gzip" }, { "call", name } });
        Assert.Equal(1_000_000, (await call).Payload.Length);
        Assert.Equal("gzip", log.HeaderOf(name, "grpc-encoding"));
    }

    static async Task LargeMessages(Echo.EchoClient client, EchoLog log)
    {
        var bytes = RandomNumberGenerator.GetBytes(LargeMessage);
        var reply = await client.UnaryAsync(new EchoMessage { Payload = UnsafeByteOperations.UnsafeWrap(bytes) });
        Assert.True(reply.Payload.Span.SequenceEqual(bytes));
    }

    static async Task ManyCalls(Echo.EchoClient client, EchoLog log)
    {
        var calls = Enumerable.Range(0, 200).Select(i => client.UnaryAsync(new EchoMessage { Count = i, DelayMs = i % 7, Payload = ByteString.CopyFrom(new byte[i * 100]) }));
        var replies = await Task.WhenAll(calls.Select(call => call.ResponseAsync));
        Assert.Equal(Enumerable.Range(0, 200), replies.Select(reply => reply.Count));
    }
}
