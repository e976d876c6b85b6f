using System.Net;
using System.Net.WebSockets;
using System.Text;
using Mesh.EndToEnd.Tests.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Protocols;

/// <summary>
/// Every protocol through both sidecars, on a port that declares it and on one that does not, from each version of client to each version of server (2.1-2.3,
/// 2.9, 2.10, 2.13, 2.18). A cell says what the client gets; where the mesh does not bridge (undeclared ports carry what the client speaks), that is what
/// it would get without one.
/// </summary>
public sealed class MatrixTests : IClassFixture<ProtocolFixture>
{
    readonly ProtocolFixture fixture;

    public MatrixTests(ProtocolFixture fixture)
    {
        Prerequisites.Require();
        this.fixture = fixture;
    }

    [Theory]
    [InlineData("1.0", "declared", "1.1", "426 1.1")]
    [InlineData("1.0", "declared", "2", "426 1.1")]
    [InlineData("1.0", "undeclared", "1.1", "200 1.1 HTTP/1.0")]
    [InlineData("1.1", "declared", "1.1", "200 1.1 HTTP/1.1")]
    [InlineData("1.1", "declared", "2", "200 1.1 HTTP/2")]
    [InlineData("1.1", "undeclared", "1.1", "200 1.1 HTTP/1.1")]
    [InlineData("1.1", "undeclared", "2", "400 1.1")]
    [InlineData("2", "declared", "1.1", "200 2 HTTP/1.1")]
    [InlineData("2", "declared", "2", "200 2 HTTP/2")]
    [InlineData("2", "undeclared", "1.1", "502 2")]
    [InlineData("2", "undeclared", "2", "200 2 HTTP/2")]
    public async Task Http(string client, string port, string server, string expected)
    {
        var version = client switch { "1.0" => "--http1.0", "1.1" => "--http1.1", _ => "--http2-prior-knowledge" };
        var number = (port == "declared" ? 80 : 1080) + (server == "2" ? 1 : 0);

        var answer = await Curl.Get(fixture.Client.Host, version, "-w", "\n%{http_code} %{http_version}", $"http://app:{number}/protocol");

        var lines = answer.Split('\n');
        var status = lines[^1];
        Assert.Equal(expected, status.StartsWith("200", StringComparison.Ordinal) ? $"{status} {lines[0]}" : status);
    }

    [Theory]
    [InlineData("1.1", "declared", "1.1")]
    [InlineData("1.1", "declared", "2")]
    [InlineData("1.1", "undeclared", "1.1")]
    [InlineData("2", "declared", "1.1")]
    [InlineData("2", "declared", "2")]
    [InlineData("2", "undeclared", "2")]
    public async Task LargeBodiesBothWays(string client, string port, string server)
    {
        using var directory = new Mesh.Testing.Files.TemporaryDirectory();
        var body = Path.Combine(directory.Path, "body");
        await File.WriteAllBytesAsync(body, BytePattern(8_000_000), TestContext.Current.CancellationToken);
        var number = (port == "declared" ? 80 : 1080) + (server == "2" ? 1 : 0);
        File.SetUnixFileMode(directory.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);

        await Curl.Get(
            fixture.Client.Host, client == "2" ? "--http2-prior-knowledge" : "--http1.1", "-H", "Expect:", "--data-binary", $"@{body}", "-o", Path.Combine(directory.Path, "echo"), $"http://app:{number}/echo");

        Assert.Equal(BytePattern(8_000_000), await File.ReadAllBytesAsync(Path.Combine(directory.Path, "echo"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("1.1", "declared")]
    [InlineData("1.1", "undeclared")]
    [InlineData("2", "declared")]
    public async Task WebSocket(string client, string port)
    {
        using var handler = fixture.Client.Host.NewHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using var web = new ClientWebSocket();
        web.Options.HttpVersion = client == "2" ? HttpVersion.Version20 : HttpVersion.Version11;
        web.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        var cancel = TestContext.Current.CancellationToken;
        await web.ConnectAsync(new Uri($"ws://{ProtocolFixture.Vip}:{(port == "declared" ? 85 : 1085)}/chat"), invoker, cancel);

        // 2.13: fragments, then one message larger than every buffer on the way, then the close code.
        await web.SendAsync("hello, "u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, cancel);
        await web.SendAsync("mesh"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, cancel);
        Assert.Equal("hello, mesh", Encoding.UTF8.GetString(await Receive(web)));
        var large = BytePattern(16_000_000);
        var sending = web.SendAsync(large, WebSocketMessageType.Binary, endOfMessage: true, cancel);
        Assert.Equal(large, await Receive(web));
        await sending;
        await web.CloseAsync((WebSocketCloseStatus)4321, "done", cancel);
        Assert.Equal((4321, "done"), ((int)web.CloseStatus!, web.CloseStatusDescription));
    }

    [Theory]
    [InlineData("declared", 83)]
    [InlineData("undeclared", 1083)]
    public async Task Tcp(string port, int number)
    {
        using var client = await RawConnection.Open(fixture.Client.Host, ProtocolFixture.Vip, number);

        await client.Send($"\u0001 {port} bytes");
        client.EndSending();

        Assert.Equal($"\u0001 {port} bytes", await client.ReadToEnd());
    }

    [Theory]
    [InlineData("declared", 84)]
    [InlineData("undeclared", 1084)]
    public async Task Tls(string port, int number)
    {
        var page = await Curl.Get(fixture.Client.Host, "-k", $"https://app:{number}/{port}");

        Assert.Contains("TLSv1.3", page);
    }

    static byte[] BytePattern(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)(i * 31 >> 3);
        }

        return bytes;
    }

    static async Task<byte[]> Receive(ClientWebSocket web)
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var received = await web.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                return message.ToArray();
            }
        }
    }
}
