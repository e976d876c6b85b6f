using System.Globalization;
using System.Text;
using Mesh.EndToEnd.Tests.Robustness.Harness;
using Mesh.Testing.Http1Corpus;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness;

/// <summary>Backends that answer malformed: the client gets 502 or something visibly broken, and the connection is never used again.</summary>
public sealed class HostileResponseTests
{
    const int AtOnce = 8;

    /// <summary>CONNECT is not forwarded by this proxy: those responses answer nothing it asks.</summary>
    static IReadOnlyList<Http1CorpusCase> BadHeads { get; } = [.. Http1CorpusFile.Responses.Where(item => !item.IsValid && item.RequestMethod != "CONNECT")];

    static IReadOnlyList<Http1CorpusCase> BadBodies { get; } = [.. Http1CorpusFile.RequestBodies.Where(item => !item.IsValid)];

    [Fact]
    public async Task A_malformed_head_is_answered_502_and_its_connection_is_not_used_again()
    {
        await using var backend = StartAnswering(index => BadHeads[index].Bytes);
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        await Batch.CheckAsync(Enumerable.Range(0, BadHeads.Count), AtOnce, async index =>
        {
            var item = BadHeads[index];
            using var client = await WireClient.ConnectAsync(gateway.Port);
            var length = item.RequestMethod == "POST" ? "Content-Length: 0\r\n" : "";
            await client.SendAsync($"{item.RequestMethod} /case/{index} HTTP/1.1\r\nHost: backend.test\r\n{length}\r\n");
            var reply = await client.ReadAsync(item.RequestMethod);
            return reply is { Status: 502, IsWhole: true } ? await JudgeLifeAsync(gateway) : $"{item}: expected 502, got {reply}";
        });
        await gateway.IsEmptyAsync();
        BadConnectionsEnded(backend);
    }

    [Fact]
    public async Task A_malformed_body_reaches_the_client_broken_or_not_at_all()
    {
        await using var backend = StartAnswering(index => [.. "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8, .. BadBodies[index].Bytes]);
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        await Batch.CheckAsync(Enumerable.Range(0, BadBodies.Count), AtOnce, async index =>
        {
            using var client = await WireClient.ConnectAsync(gateway.Port);
            await client.SendAsync(WireClient.Get($"/case/{index}"));
            var reply = await client.ReadAsync();
            var isClean = reply is { Status: 502, IsWhole: true } || reply.End is ReplyEnd.Fin or ReplyEnd.Reset;
            return isClean ? await JudgeLifeAsync(gateway) : $"{BadBodies[index]}: got {reply}";
        });
        await gateway.IsEmptyAsync();
        BadConnectionsEnded(backend);
    }

    [Fact]
    public async Task A_response_nobody_asked_for_is_not_taken_for_the_next_one()
    {
        await using var backend = ScriptedBackend.Start(async connection =>
        {
            while (await connection.ReadHeadAsync() is not null)
            {
                await connection.SendAsync(ScriptedBackend.Response("good") + ScriptedBackend.Response("poison"));
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { Workers = 1 });
        using var client = await WireClient.ConnectAsync(gateway.Port);
        for (var i = 0; i < 200; i++)
        {
            await client.SendAsync(WireClient.Get("/good"));
            var reply = await client.ReadAsync();
            Assert.Equal("good", Encoding.ASCII.GetString(reply.Body));
        }

        Assert.Equal(200, backend.Connections.Count);
    }

    /// <summary>Answers /case/N with what is wanted for it and waits; everything else well.</summary>
    static ScriptedBackend StartAnswering(Func<int, byte[]> answer) => ScriptedBackend.Start(async connection =>
    {
        while (await connection.ReadHeadAsync() is { } head)
        {
            var path = head.Split(' ')[1];
            if (path.StartsWith("/case/", StringComparison.Ordinal))
            {
                await connection.SendAsync(answer(int.Parse(path["/case/".Length..], CultureInfo.InvariantCulture)));
                await connection.ReadToEndAsync();
                return;
            }

            await connection.SendAsync(ScriptedBackend.Response("good"));
        }
    });

    static async Task<string?> JudgeLifeAsync(GatewayUnderTest gateway)
    {
        var reply = await gateway.GetAsync();
        return reply is { Status: 200, IsWhole: true } ? null : $"a good request afterwards got {reply}";
    }

    /// <summary>Behind the request with the malformed answer came nothing more, and the proxy ended the connection.</summary>
    static void BadConnectionsEnded(ScriptedBackend backend)
    {
        var bad = backend.Connections.Where(connection => connection.Record.Contains(" /case/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(bad);
        Assert.All(bad, connection =>
        {
            Assert.NotNull(connection.End);
            Assert.EndsWith("\r\n\r\n", connection.Record, StringComparison.Ordinal);
            Assert.DoesNotContain("\r\n\r\n", connection.Record[connection.Record.IndexOf(" /case/", StringComparison.Ordinal)..^4], StringComparison.Ordinal);
        });
    }
}
