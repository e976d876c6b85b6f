using System.Globalization;
using System.Text.RegularExpressions;
using Mesh.EndToEnd.Tests.Robustness.Harness;
using Mesh.Testing.Files;
using Mesh.Testing.Processes;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness;

/// <summary>Clients that others wrote: what they report is no error.</summary>
public sealed partial class RealClientTests
{
    [Fact]
    public async Task Wrk_sees_no_error()
    {
        var wrk = Require("wrk");
        await using var backend = ScriptedBackend.StartGood();
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        var report = await Command.Run(wrk, "-t", "1", "-c", "50", "-d", "3s", "--timeout", "10s", $"http://127.0.0.1:{gateway.Port}/good");
        Assert.DoesNotContain("Socket errors", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Non-2xx", report, StringComparison.Ordinal);
        var sent = int.Parse(WrkRequests().Match(report).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(await gateway.MetricAsync("istio_requests_total", "response_code=\"200\""), sent, sent + 50);
        await gateway.IsEmptyAsync();
    }

    [Fact]
    public async Task H2load_over_HTTP_1_sees_no_error()
    {
        var h2load = Require("h2load");
        await using var backend = ScriptedBackend.StartGood();
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        var report = await Command.Run(h2load, "--h1", "-n", "20000", "-c", "50", "-t", "1", $"http://127.0.0.1:{gateway.Port}/good");
        Assert.Contains("20000 succeeded, 0 failed, 0 errored, 0 timeout", report, StringComparison.Ordinal);
        Assert.Contains("20000 2xx, 0 3xx, 0 4xx, 0 5xx", report, StringComparison.Ordinal);
        await gateway.IsEmptyAsync();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Curl_reuses_its_connection_uploads_and_downloads(string transport)
    {
        var curl = Require("curl");
        await using var backend = ScriptedBackend.Start(EchoAsync);
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { Flags = ["--transport", transport] });
        var url = $"http://127.0.0.1:{gateway.Port}";
        var counts = await Command.Run(curl, "-sS", "--fail", "-o", "/dev/null", "-w", "%{num_connects}\n", $"{url}/[1-500]");
        Assert.Equal(1, counts.Split('\n', StringSplitOptions.RemoveEmptyEntries).Sum(count => int.Parse(count, CultureInfo.InvariantCulture)));

        using var files = new TemporaryDirectory();
        var bytes = new byte[20_000_000];
        Random.Shared.NextBytes(bytes);
        File.WriteAllBytes(files.FilePath("up"), bytes);
        foreach (var framing in (string[])["Transfer-Encoding: chunked", "X-Framing: counted"])
        {
            await Command.Run(curl, "-sS", "--fail", "-T", files.FilePath("up"), "-H", framing, "-o", files.FilePath("down"), $"{url}/echo");
            Assert.True(File.ReadAllBytes(files.FilePath("down")).AsSpan().SequenceEqual(bytes), framing);
        }

        await gateway.IsEmptyAsync();
    }

    static string Require(string tool)
    {
        var path = Programs.Tool(tool);
        Assert.SkipWhen(path is null, $"{tool} is not installed");
        return path!;
    }

    /// <summary>Sends a body back as it came: bytes of a chunked one with their chunks.</summary>
    static async Task EchoAsync(BackendConnection connection)
    {
        while (await connection.ReadHeadAsync() is { } head)
        {
            var isChunked = head.Contains("chunked", StringComparison.OrdinalIgnoreCase);
            var length = LengthField().Match(head) is { Success: true } match ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
            if (head.Contains("100-continue", StringComparison.OrdinalIgnoreCase))
            {
                await connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
            }

            await connection.SendAsync($"HTTP/1.1 200 OK\r\n{(isChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {length}")}\r\n\r\n");
            await connection.EchoAsync(isChunked ? null : length);
        }
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex WrkRequests();

    [GeneratedRegex(@"content-length: *(\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex LengthField();
}
