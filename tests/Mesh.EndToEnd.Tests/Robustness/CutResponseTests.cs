using System.Globalization;
using System.Text;
using Mesh.EndToEnd.Tests.Robustness.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness;

/// <summary>A backend that dies at any byte of its response: a clean error or a visibly cut body, never a hang and never a wrong whole.</summary>
public sealed class CutResponseTests
{
    const int AtOnce = 24;

    static readonly string Body = string.Concat(Enumerable.Range(0, 40).Select(i => $"{i:x2}abc "));

    static readonly string Counted = $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {Body.Length}\r\n\r\n{Body}";

    static readonly string Chunked =
        $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{Body[..100]}\r\n{Body.Length - 100:X};x=y\r\n{Body[100..]}\r\n0\r\nX-Checksum: abc\r\n\r\n";

    static readonly string UntilClose = $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{Body}";

    [Theory]
    [InlineData("counted", false)]
    [InlineData("counted", true)]
    [InlineData("chunked", false)]
    [InlineData("chunked", true)]
    [InlineData("until-close", false)]
    [InlineData("until-close", true)]
    public async Task At_any_byte(string framing, bool reset)
    {
        var response = framing switch { "counted" => Counted, "chunked" => Chunked, _ => UntilClose };
        await using var backend = ScriptedBackend.Start(async connection =>
        {
            while (await connection.ReadHeadAsync() is { } head)
            {
                var path = head.Split(' ')[1];
                if (path == "/good")
                {
                    await connection.SendAsync(ScriptedBackend.Response("good"));
                    continue;
                }

                await connection.SendAsync(response[..int.Parse(path["/cut/".Length..], CultureInfo.InvariantCulture)]);
                End(connection, reset);
                return;
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        await Batch.CheckAsync(Enumerable.Range(0, response.Length + 1), AtOnce, async cut =>
        {
            using var client = await WireClient.ConnectAsync(gateway.Port);
            await client.SendAsync(WireClient.Get($"/cut/{cut}"));
            var reply = await client.ReadAsync(within: TimeSpan.FromSeconds(10));
            return Judge(reply, framing, response, Body, cut, reset);
        });
        await gateway.IsServingAsync();
        await gateway.IsEmptyAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_interim_responses_and_on_a_used_connection(bool reset)
    {
        const string response = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
        await using var backend = ScriptedBackend.Start(async connection =>
        {
            while (await connection.ReadHeadAsync() is { } head)
            {
                var path = head.Split(' ')[1];
                if (path == "/good")
                {
                    await connection.SendAsync(ScriptedBackend.Response("good"));
                    continue;
                }

                // At least one byte, so that it is not for the proxy to replay.
                await connection.SendAsync(response[..int.Parse(path["/cut/".Length..], CultureInfo.InvariantCulture)]);
                End(connection, reset);
                return;
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        await Batch.CheckAsync(Enumerable.Range(1, response.Length - 1), AtOnce, async cut =>
        {
            using var client = await WireClient.ConnectAsync(gateway.Port);
            await client.SendAsync(WireClient.Get("/good"));
            var first = await client.ReadAsync();
            await client.SendAsync(WireClient.Get($"/cut/{cut}"));
            var reply = await client.ReadAsync(within: TimeSpan.FromSeconds(10));
            return first is not { Status: 200, IsWhole: true } ? $"the good request got {first}" : Judge(reply, "counted", response, "hello", cut, reset);
        });
        await gateway.IsServingAsync();
        await gateway.IsEmptyAsync();
    }

    static void End(BackendConnection connection, bool reset)
    {
        if (reset)
        {
            connection.Reset();
        }
        else
        {
            connection.Finish();
        }
    }

    static string? Judge(Reply reply, string framing, string response, string body, int cut, bool reset)
    {
        var finalHead = response.IndexOf("HTTP/1.1 200", StringComparison.Ordinal);
        var headLength = response.IndexOf("\r\n\r\n", finalHead, StringComparison.Ordinal) + 4;
        var isError = reply is { Status: 502 or 503, IsWhole: true };
        if (cut < headLength)
        {
            return isError ? null : $"cut in the head, got {reply}";
        }

        // A reset may overtake what was sent before it: then no response came at all.
        if (isError && reset)
        {
            return null;
        }

        var isPrefix = body.StartsWith(Encoding.ASCII.GetString(reply.Body), StringComparison.Ordinal);
        var isBroken = reply.End is ReplyEnd.Fin or ReplyEnd.Reset;
        var mayBeWhole = framing == "until-close" ? !reset : cut == response.Length;
        var isRightWhole = reply.IsWhole && reply.BodyLength == (framing == "until-close" ? cut - headLength : body.Length);
        return reply.Status == 200 && isPrefix && (mayBeWhole ? isRightWhole || (reset && isBroken) : isBroken) ? null : $"cut at {cut} of {response.Length}, got {reply}";
    }
}
