using System.Text;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.EndToEnd.Tests.Robustness.Harness;
using Mesh.Testing.Http1Corpus;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness;

/// <summary>Malformed and ambiguous requests over real sockets: each with its status, and nothing of it at the backend.</summary>
public sealed class HostileRequestTests
{
    const int AtOnce = 16;

    static IEnumerable<Http1CorpusCase> BadHeads => Http1CorpusFile.RequestHeads.Where(item => !item.IsValid);

    static IEnumerable<Http1CorpusCase> BadBodies => Http1CorpusFile.RequestBodies.Where(item => !item.IsValid);

    [Fact]
    public void The_corpus_has_at_least_150_cases() => Assert.True(BadHeads.Count() + BadBodies.Count() >= 150);

    [Fact]
    public async Task A_malformed_head_is_refused_and_no_byte_of_it_reaches_the_backend()
    {
        await using var backend = ScriptedBackend.StartGood();
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        await Batch.CheckAsync(BadHeads, AtOnce, async item =>
        {
            using var client = await WireClient.ConnectAsync(gateway.Port);
            await client.TrySendAsync(item.Message);
            return await JudgeRefusalAsync(client, item) ?? await JudgeLifeAsync(gateway);
        });
        OnlyGoodRequestsReached(backend, BadHeads.Count());
        await gateway.IsEmptyAsync();
    }

    [Fact]
    public async Task A_malformed_head_behind_a_good_request_does_not_spoil_it_and_goes_no_further()
    {
        await using var backend = ScriptedBackend.StartGood();
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        await Batch.CheckAsync(BadHeads, AtOnce, async item =>
        {
            using var client = await WireClient.ConnectAsync(gateway.Port);
            await client.TrySendAsync((byte[])[.. WireClient.Get("/good"), .. item.Message]);
            var first = await client.ReadAsync();
            return first is { Status: 200, IsWhole: true } ? await JudgeRefusalAsync(client, item) : $"the good request got {first}";
        });
        OnlyGoodRequestsReached(backend, BadHeads.Count());
        await gateway.IsEmptyAsync();
    }

    [Fact]
    public async Task A_malformed_head_is_refused_when_it_comes_byte_by_byte()
    {
        await using var backend = ScriptedBackend.StartGood();
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        await Batch.CheckAsync(BadHeads.Where(item => item.Bytes.Length < 100), AtOnce, async item =>
        {
            using var client = await WireClient.ConnectAsync(gateway.Port);
            for (var i = 0; i < item.Bytes.Length && await client.TrySendAsync(item.Bytes.AsMemory(i, 1)); i++)
            {
                await Task.Yield();
            }

            return await JudgeRefusalAsync(client, item);
        });
        OnlyGoodRequestsReached(backend, 0);
        await gateway.IsEmptyAsync();
    }

    [Fact]
    public async Task A_malformed_body_never_becomes_a_complete_request_at_the_backend()
    {
        await using var backend = ScriptedBackend.Start(async connection =>
        {
            while (await connection.ReadHeadAsync() is { } head && head.StartsWith("GET /good ", StringComparison.Ordinal)
                && await connection.SendAsync(Encoding.ASCII.GetBytes(ScriptedBackend.Response("good"))))
            {
                // The next.
            }

            // An upload: it is never answered, so that what the client gets can only be the proxy's verdict.
            await connection.ReadToEndAsync();
        });
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        await Batch.CheckAsync(BadBodies, AtOnce, async item =>
        {
            using var client = await WireClient.ConnectAsync(gateway.Port);
            await client.TrySendAsync(item.Message);
            return await JudgeRefusalAsync(client, item) ?? await JudgeLifeAsync(gateway);
        });
        await gateway.IsEmptyAsync();
        var uploads = backend.Connections.Where(connection => connection.Record.Contains("POST /upload", StringComparison.Ordinal)).ToList();
        Assert.All(uploads, upload => Assert.Null(Completion(upload.Record)));
        await Eventually.True("the end of every connection that carried an upload", () => Task.FromResult(uploads.All(upload => upload.End is not null)));
    }

    /// <summary>What is valid and odd must not be refused: strictness that breaks honest clients is turned off, and then protects nobody.</summary>
    [Fact]
    public async Task A_valid_head_is_forwarded()
    {
        await using var backend = ScriptedBackend.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync(ScriptedBackend.Response("good", "Connection: close\r\n"));
            await connection.ReadToEndAsync();
        });
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { Flags = ["--http10"] });
        var valid = Http1CorpusFile.RequestHeads.Where(item => item.IsValid && !item.Name.StartsWith("valid-connect", StringComparison.Ordinal));
        await Batch.CheckAsync(valid, AtOnce, async item =>
        {
            using var client = await WireClient.ConnectAsync(gateway.Port);
            await client.SendAsync(item.Message);
            var reply = await client.ReadAsync();
            return reply is { Status: 200, IsWhole: true } ? null : $"got {reply}";
        });
        await gateway.IsEmptyAsync();
    }

    static async Task<string?> JudgeRefusalAsync(WireClient client, Http1CorpusCase item)
    {
        var reply = await client.ReadAsync();
        if (reply.Status != item.ExpectedStatus || !reply.IsWhole || !reply.SaysClose)
        {
            return $"expected {item.ExpectedStatus} and Connection: close, got {reply}, close: {reply.SaysClose}";
        }

        var (end, bytes) = await client.ReadEndAsync();
        return end == ReplyEnd.TimedOut ? "the connection stays open" : bytes > 0 ? $"{bytes} bytes came behind the refusal" : null;
    }

    static async Task<string?> JudgeLifeAsync(GatewayUnderTest gateway)
    {
        var reply = await gateway.GetAsync();
        return reply is { Status: 200, IsWhole: true } ? null : $"a good request afterwards got {reply}";
    }

    static void OnlyGoodRequestsReached(ScriptedBackend backend, int count)
    {
        var heads = backend.Connections.SelectMany(connection => connection.Record.Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.All(heads, head => Assert.StartsWith("GET /good HTTP/1.1\r\nHost: backend.test\r\n", head, StringComparison.Ordinal));
        Assert.Equal(count, heads.Count);
    }

    /// <summary>Null if no reading of the bytes, however lenient, finds the end of the upload in them or another request behind it.</summary>
    static string? Completion(string upload)
    {
        var at = upload.IndexOf("POST /upload", StringComparison.Ordinal);
        var head = upload.IndexOf("\r\n\r\n", at, StringComparison.Ordinal);
        var body = upload[(head + 4)..];
        var isCut = body.EndsWith("0\r\n\r\n", StringComparison.Ordinal) || body.EndsWith("0\n\n", StringComparison.Ordinal) || body.Contains("HTTP/1.1", StringComparison.Ordinal);
        return isCut ? body : null;
    }
}
