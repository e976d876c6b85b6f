using System.Net.Sockets;
using Mesh.EndToEnd.Tests.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>What the application beside the sidecar sees, and what it may not be made to do.</summary>
public sealed class InboundTests : IClassFixture<WebFixture>
{
    readonly WebFixture fixture;

    public InboundTests(WebFixture fixture)
    {
        Prerequisites.Require();
        this.fixture = fixture;
    }

    [Fact]
    public async Task DeclaredPortsAreReachedFromTheInboundSourceAddress()
    {
        // 1.11
        await using var app = fixture.Web.RunTcp(9081, Respond);

        Assert.Equal("served", await Curl.Get(fixture.Client.Host, $"{WebFixture.Url}:81/"));
        Assert.Equal(["127.0.0.6"], app.Peers);
    }

    [Fact]
    public async Task UndeclaredPortsKeepTheirNumberAndPassThrough()
    {
        // 1.24: InboundPassthroughCluster, for HTTP and for bytes that are not.
        await using var app = fixture.Web.RunTcp(7777, Respond);
        await using var echo = fixture.Web.RunTcp(7778, Echo);
        using var client = await RawConnection.Open(fixture.Client.Host, fixture.Web.Address, 7778);

        Assert.Equal("served", await Curl.Get(fixture.Client.Host, $"http://{fixture.Web.Address}:7777/"));
        await client.Send("\x00\x01\x02 not http");
        Assert.Equal("\x00\x01\x02 not http", await client.Read(12));
        Assert.Equal(["127.0.0.6"], app.Peers);
        Assert.Equal(["127.0.0.6"], echo.Peers);
        var line = await fixture.Web.Sidecar.WaitForLog(line => line.Authority == $"{fixture.Web.Address}:7777");
        Assert.Equal("InboundPassthroughCluster", line.UpstreamCluster);
        Assert.Equal($"{fixture.Web.Address}:7777", line.UpstreamHost);
    }

    [Fact]
    public async Task AnApplicationThatListensOnLocalhostOnlyIsNotExposed()
    {
        // 1.24, inboundTrafficPolicy PASSTHROUGH: the pod's address is dialled, never localhost.
        await using var app = fixture.Web.RunTcp(7779, Respond, "127.0.0.1");

        Assert.Equal(503, await Curl.Status(fixture.Client.Host, $"http://{fixture.Web.Address}:7779/"));
        Assert.Empty(app.Peers);
    }

    [Fact]
    public async Task LocalhostStaysDirect()
    {
        // 1.10
        await using var app = fixture.Web.RunTcp(9081, Respond);

        Assert.Equal("served", await Curl.Get(fixture.Web.Host, "http://127.0.0.1:9081/direct"));

        Assert.Equal(["127.0.0.1"], app.Peers);
    }

    [Fact]
    public async Task AnApplicationCallsItselfByItsServiceThroughBothLegs()
    {
        // 1.10: out through the client's leg, in through its own inbound leg.
        await using var app = fixture.Web.RunTcp(9081, Respond);

        Assert.Equal("served", await Curl.Get(fixture.Web.Host, $"{WebFixture.Url}:81/self"));

        Assert.Equal(["127.0.0.6"], app.Peers);
        await fixture.Web.Sidecar.WaitForLog(line => line.Path == "/self" && line.UpstreamCluster.StartsWith("outbound|81||web", StringComparison.Ordinal));
        await fixture.Web.Sidecar.WaitForLog(line => line.Path == "/self" && line.UpstreamCluster == "inbound|9081||");
    }

    [Fact]
    public async Task AnApplicationCallsItselfByItsPodAddress()
    {
        await using var app = fixture.Web.RunTcp(9081, Respond);

        Assert.Equal("served", await Curl.Get(fixture.Web.Host, $"http://{fixture.Web.Address}:9081/self-by-address"));
    }

    [Theory]
    [InlineData(15001)]
    [InlineData(15006)]
    public async Task ThePortsOfCaptureCannotBeDialledIntoALoop(int port)
    {
        // 1.23, 1.24: from the neighbour, from the pod itself by its address and by localhost.
        foreach (var (from, address) in ((Pod, string)[])[(fixture.Client, fixture.Web.Address), (fixture.Web, fixture.Web.Address), (fixture.Web, "127.0.0.1")])
        {
            var ends = await HowAnHttpRequestEnds(from, address, port);
            Assert.True(ends is "end" or "reset" || ends.StartsWith("data: HTTP/1.1 50", StringComparison.Ordinal), $"from {from.Name} to {address}:{port}: {ends}");
        }

        // A loop would hold connections without end.
        await Eventually.Get("few connections", async () => (await fixture.Web.Host.Run("ss", "-Htn", "state", "established")).Split('\n').Length, count => count < 50);
        Assert.Equal("web: GET /", (await Curl.Get(fixture.Client.Host, $"{WebFixture.Url}/")).Trim());
    }

    static async Task<string> HowAnHttpRequestEnds(Pod from, string address, int port)
    {
        try
        {
            using var connection = await RawConnection.Open(from.Host, address, port);
            await connection.Send("GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n");
            return await connection.HowItEnds();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return "reset";
        }
    }

    static async Task Respond(Socket socket, CancellationToken cancel)
    {
        using var connection = new RawConnection(socket);
        await connection.ReadHead();
        await connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nserved");
    }

    static async Task Echo(Socket socket, CancellationToken cancel)
    {
        using var connection = new RawConnection(socket);
        await connection.Stream.CopyToAsync(connection.Stream, cancel);
    }
}
