using System.Net.Security;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.Testing.Netns;
using Mesh.Testing.Processes;
using Xunit;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>Real servers of protocols that nobody declared, or that are routed without being understood.</summary>
public sealed class OpaqueTests : IClassFixture<OpaqueFixture>
{
    readonly OpaqueFixture fixture;

    public OpaqueTests(OpaqueFixture fixture)
    {
        Prerequisites.Require();
        if (OpaqueFixture.MissingServer is { } missing)
        {
            Assert.Skip(missing);
        }

        this.fixture = fixture;
    }

    [Fact]
    public async Task NatsSpeaksFirstThroughAPortThatDeclaresNothing()
    {
        // 2.3, 2.4: through two sidecars, and again once both know it.
        for (var i = 0; i < 2; i++)
        {
            using var client = await RawConnection.Open(fixture.Client.Host, OpaqueFixture.Nats, 4222);
            Assert.StartsWith("INFO {", await client.ReadUntil("\r\n"));
            await client.Send("CONNECT {\"verbose\":false}\r\nSUB a 1\r\nPUB a 5\r\nhello\r\nPING\r\n");
            Assert.Equal("MSG a 1 5\r\nhello\r\nPONG\r\n", await client.ReadUntil("PONG\r\n"));
        }

        Assert.Contains($"outbound::{OpaqueFixture.Nats}:4222::server_first::2", await fixture.Client.Sidecar.Page("/detection"));
        Assert.Contains("inbound::10.77.0.20:4222::server_first::2", await fixture.Server.Sidecar.Page("/detection"));
    }

    [Fact]
    public async Task ASlowClientOfAPortThatDeclaresNothingIsServedAsHttp()
    {
        // 2.3: the server is connected before the client speaks, and given up when it does.
        using var client = await RawConnection.Open(fixture.Client.Host, OpaqueFixture.Nats, 7000);
        // A silence that outlasts detection is what is tested.
        await Task.Delay(400, TestContext.Current.CancellationToken);
        await client.Send("GET /slow HTTP/1.1\r\nHost: nats\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHead());
        await client.ReadUntil("web: GET /slow");
        Assert.Equal("outbound|7000||nats.default.svc.cluster.local", (await fixture.Client.Sidecar.WaitForLog(line => line.Path == "/slow")).UpstreamCluster);
        var samples = await fixture.Client.Sidecar.Scrape();
        Assert.True(samples.Single(sample => sample.Name == "mesh_proxy_early_connections_given_up_total").Value >= 1);
    }

    [Theory]
    [InlineData(OpaqueFixture.SecureA, 443, "a.example.com", "CN = a")] // 3.31: the wildcard's rule
    [InlineData(OpaqueFixture.SecureA, 443, "B.example.com", "CN = b")] // the exact name's
    [InlineData("10.96.0.42", 443, "whatever", "CN = b")] // 2.18: no rule, the address tells
    [InlineData("10.77.0.99", 8443, "a.example.org", "CN = a")] // no address, the name tells
    public async Task TlsGoesWhereItsNameSays(string address, int port, string name, string subject)
    {
        Assert.Contains($"subject={subject}", (await Tls(fixture.Client.Host, $"{address}:{port}", name)).Output);
    }

    [Fact]
    public async Task AHelloInManyRecordsIsUnderstood()
    {
        var protocols = string.Join(',', Enumerable.Range(0, 90).Select(i => $"protocol-{i}"));
        var (_, output, _) = await Tls(fixture.Client.Host, $"{OpaqueFixture.SecureA}:443", "b.example.com", "-alpn", protocols, "-max_send_frag", "512");
        Assert.Contains("subject=CN = b", output);
    }

    [Fact]
    public async Task AHelloInManySegmentsIsUnderstood()
    {
        using var connection = await RawConnection.Open(fixture.Client.Host, OpaqueFixture.SecureA, 443);
        connection.Socket.NoDelay = true;
        await using var tls = new SslStream(new DribblingStream(connection.Stream), false, (_, certificate, _, _) => certificate?.Subject == "CN=b");
        await tls.AuthenticateAsClientAsync("b.example.com");
        Assert.True(tls.IsAuthenticated);
    }

    [Fact]
    public async Task ANameThatNoRuleHasIsClosed()
    {
        var (exitCode, output, error) = await Tls(fixture.Client.Host, $"{OpaqueFixture.SecureA}:443", "other.example.net");
        Assert.NotEqual(0, exitCode);
        Assert.DoesNotContain("subject=", output + error);
        var line = await fixture.Client.Sidecar.WaitForLog(line => line.RequestedServerName == "other.example.net");
        Assert.Equal("NR", line.Flags);
    }

    [Fact]
    public async Task AMalformedHelloIsAnsweredByAnAlert()
    {
        using var connection = await RawConnection.Open(fixture.Client.Host, OpaqueFixture.SecureA, 443);
        await connection.Send("\x16\x03\x01\0\x04\x01\0\0\0");
        Assert.Equal("\x15\x03\x01\0\x02\x02\x32", await connection.ReadToEnd()); // decode_error
    }

    [Fact]
    public async Task HaproxyTellsTheGatewayWhoCalls()
    {
        // 2.20: version 1 before HTTP, version 2 before TLS that is passed by name.
        Assert.Contains("web: GET /told", await Curl.Get(fixture.Client.Host, "-H", "Host: edge.example.com", "http://10.77.0.50:8080/told"));
        var line = await fixture.Gateway.Sidecar.WaitForLog(line => line.Path == "/told");
        Assert.StartsWith("10.77.0.10:", line.DownstreamRemoteAddress);
        Assert.Contains("subject=CN = b", (await Tls(fixture.Client.Host, "10.77.0.50:8443", "b.example.com")).Output);
        line = await fixture.Gateway.Sidecar.WaitForLog(line => line.RequestedServerName == "b.example.com");
        Assert.StartsWith("10.77.0.10:", line.DownstreamRemoteAddress);
    }

    [Fact]
    public async Task WhoDoesNotSayWhoCallsIsNotServedByThatGateway()
    {
        using var connection = await RawConnection.Open(fixture.Outside.Host, OpaqueFixture.GatewayAddress, 8080);
        await connection.Send("GET / HTTP/1.1\r\nHost: edge.example.com\r\n\r\n");
        Assert.Equal("", await connection.ReadToEnd());
    }

    [Fact]
    public async Task HaproxyIsToldWhoCalls()
    {
        // 4.32
        Assert.Equal("10.77.0.10 to 10.96.0.43:9090", await Curl.Get(fixture.Client.Host, $"http://{OpaqueFixture.Told}:9090/"));
    }

    static Task<(int ExitCode, string Output, string Error)> Tls(NetworkNamespace from, string address, string name, params string[] more) => Command.Try(
        "ip", from.Inside(Curl.Uid, "timeout", ["10", "sh", "-c", "exec openssl s_client \"$@\" < /dev/null", "sh", "-connect", address, "-servername", name, .. more]));
}
