using System.Text;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.Testing.Files;
using Xunit;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>What real clients and servers do with HTTP/1.1 goes through both sidecars unchanged (1.1, 2.10).</summary>
public sealed class UnmodifiedClientTests : IClassFixture<WebFixture>
{
    const int Blocks = 64;

    readonly WebFixture fixture;

    public UnmodifiedClientTests(WebFixture fixture)
    {
        Prerequisites.Require();
        this.fixture = fixture;
    }

    [Fact]
    public async Task CurlKeepsItsConnection()
    {
        var connects = await Curl.Get(
            fixture.Client.Host, "-w", "%{num_connects}\n", "-o", "/dev/null", $"{WebFixture.Url}/a", "-o", "/dev/null", $"{WebFixture.Url}/b", "-o", "/dev/null", $"{WebFixture.Url}/c");

        Assert.Equal("1\n0\n0\n", connects);
    }

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task BodiesComeBackAsTheyWent(string framing)
    {
        string[] header = framing.Contains(':') ? ["-H", framing] : [];

        Assert.Equal("hello, mesh", await Curl.Get(fixture.Client.Host, [.. header, "--data-binary", "hello, mesh", $"{WebFixture.Url}/echo"]));
        Assert.Equal("", await Curl.Get(fixture.Client.Host, [.. header, "--data-binary", "", $"{WebFixture.Url}/echo"]));
    }

    [Fact]
    public async Task HeadAnd204HaveNoBodyAndLeaveTheConnectionUsable()
    {
        var heads = await Curl.Get(fixture.Client.Host, "-I", "-w", "%{http_code} %{num_connects}\n", $"{WebFixture.Url}/a", $"{WebFixture.Url}/b");
        var empties = await Curl.Get(fixture.Client.Host, "-w", "%{http_code} %{size_download} %{num_connects}\n", $"{WebFixture.Url}/status/204", $"{WebFixture.Url}/status/204");

        Assert.Contains("200 1\n", heads);
        Assert.Contains("200 0\n", heads);
        Assert.Equal("204 0 1\n204 0 0\n", empties);
    }

    [Fact]
    public async Task ContinueComesFromTheApplicationBeforeTheBodyIsSent()
    {
        // 2.27: 100-continue is the application's to say.
        var bodyBeforeContinue = false;
        await using var app = fixture.Web.RunTcp(9081, async (socket, cancel) =>
        {
            using var connection = new RawConnection(socket);
            await connection.ReadHead();
            await Task.Delay(200, CancellationToken.None);
            bodyBeforeContinue = socket.Available > 0;
            await connection.Send("HTTP/1.1 100 Continue\r\n\r\n");
            var body = await connection.Read(4);
            await connection.Send($"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{body}");
            await connection.WaitForEnd(cancel);
        });
        using var client = await RawConnection.Open(fixture.Client.Host, WebFixture.Vip, 81);

        await client.Send("POST /up HTTP/1.1\r\nHost: web:81\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 100 ", await client.ReadHead());
        await client.Send("body");
        var (head, body) = await client.ReadMessage();

        Assert.StartsWith("HTTP/1.1 200 ", head);
        Assert.Equal("body", body);
        Assert.False(bodyBeforeContinue);
        Assert.Equal("body", await Curl.Get(fixture.Client.Host, "-H", "Expect: 100-continue", "--data-binary", "body", $"{WebFixture.Url}:81/up"));
    }

    [Fact]
    public async Task ARefusedExpectationEndsWithoutTheBody()
    {
        await using var app = fixture.Web.RunTcp(9081, async (socket, _) =>
        {
            using var connection = new RawConnection(socket);
            await connection.ReadHead();
            await connection.Send("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        });
        using var client = await RawConnection.Open(fixture.Client.Host, WebFixture.Vip, 81);

        await client.Send("POST /up HTTP/1.1\r\nHost: web:81\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 417 ", await client.ReadHead());
    }

    [Fact]
    public async Task AnUpgradeBecomesATunnelThroughBothSidecars()
    {
        // 2.13
        await using var app = fixture.Web.RunTcp(9081, async (socket, cancel) =>
        {
            using var connection = new RawConnection(socket);
            var head = await connection.ReadHead();
            Assert.Contains("upgrade: websocket", head, StringComparison.OrdinalIgnoreCase);
            await connection.Send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello first");
            await connection.Stream.CopyToAsync(connection.Stream, cancel);
            await connection.Send("bye");
        });
        using var client = await RawConnection.Open(fixture.Client.Host, WebFixture.Vip, 81);

        await client.Send("GET /chat HTTP/1.1\r\nHost: web:81\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        var head = await client.ReadHead();
        Assert.StartsWith("HTTP/1.1 101 ", head);
        Assert.Contains("upgrade: websocket", head, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("hello first", await client.Read(11));
        foreach (var message in (string[])["\x81\x05hello", "\0\xff\r\n\r\n", new string('x', 100_000)])
        {
            await client.Send(message);
            Assert.Equal(message, await client.Read(message.Length));
        }

        client.EndSending();
        Assert.Equal("bye", await client.ReadToEnd());
    }

    [Fact]
    public async Task PipelinedRequestsAreAnsweredInOrder()
    {
        using var client = await RawConnection.Open(fixture.Client.Host, WebFixture.Vip, 80);
        var requests = new StringBuilder();
        for (var number = 0; number < 20; number++)
        {
            requests.Append($"POST /echo HTTP/1.1\r\nHost: web\r\nContent-Length: 7\r\n\r\nbody {number:00}");
        }

        await client.Send(requests.ToString());

        for (var number = 0; number < 20; number++)
        {
            var head = await client.ReadHead();
            Assert.StartsWith("HTTP/1.1 200 ", head);
            Assert.Equal($"body {number:00}", await ReadBody(client, head));
        }
    }

    [Theory]
    [InlineData("Content-Length: 67108864")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task LargeUploadsArriveByteForByte(string framing)
    {
        var expected = BytePattern.Hash(Blocks);
        await using var app = fixture.Web.RunTcp(9081, async (socket, cancel) =>
        {
            using var connection = new RawConnection(socket);
            var head = await connection.ReadHead();
            var isChunked = head.Contains("chunked", StringComparison.OrdinalIgnoreCase);
            await using var body = isChunked ? new ChunkedBody(connection) : connection.Stream;
            var hash = await BytePattern.HashOf(body, (long)Blocks << 20, cancel);
            await connection.Send($"HTTP/1.1 200 OK\r\nContent-Length: {hash.Length}\r\nConnection: close\r\n\r\n{hash}");
        });
        using var files = new TemporaryDirectory();
        var path = files.FilePath("body");
        await using (var file = File.Create(path))
        {
            for (var index = 0; index < Blocks; index++)
            {
                await file.WriteAsync(BytePattern.Block(index), TestContext.Current.CancellationToken);
            }
        }

        Assert.Equal(expected, await Curl.Get(fixture.Client.Host, "-H", framing, "-H", "Expect:", "-T", path, $"{WebFixture.Url}:81/up"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LargeDownloadsArriveByteForByte(bool isChunked)
    {
        await using var app = fixture.Web.RunTcp(9081, async (socket, cancel) =>
        {
            using var connection = new RawConnection(socket);
            await connection.ReadHead();
            await connection.Send($"HTTP/1.1 200 OK\r\n{(isChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {(long)Blocks << 20}")}\r\n\r\n");
            for (var index = 0; index < Blocks; index++)
            {
                await connection.Send(isChunked ? "100000\r\n" : "");
                await connection.Stream.WriteAsync(BytePattern.Block(index), cancel);
                await connection.Send(isChunked ? "\r\n" : "");
            }

            await connection.Send(isChunked ? "0\r\n\r\n" : "");
            await connection.WaitForEnd(cancel);
        });
        using var files = new TemporaryDirectory();
        var path = files.FilePath("body");

        await Curl.Get(fixture.Client.Host, "-o", path, $"{WebFixture.Url}:81/down");

        await using var file = File.OpenRead(path);
        Assert.Equal((long)Blocks << 20, file.Length);
        Assert.Equal(BytePattern.Hash(Blocks), await BytePattern.HashOf(file, file.Length, TestContext.Current.CancellationToken));
    }

    static async Task<string> ReadBody(RawConnection connection, string head)
    {
        if (!head.Contains("chunked", StringComparison.OrdinalIgnoreCase))
        {
            return await connection.Read((int)RawConnection.ContentLength(head));
        }

        var body = new StringBuilder();
        for (; ; )
        {
            var size = Convert.ToInt32((await connection.ReadUntil("\r\n")).Trim(), 16);
            body.Append(await connection.Read(size));
            Assert.Equal("\r\n", await connection.Read(2));
            if (size == 0)
            {
                return body.ToString();
            }
        }
    }
}
