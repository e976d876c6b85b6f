using System.Diagnostics;
using System.Net.Sockets;
using Mesh.EndToEnd.Tests.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>TCP through both sidecars: by service address, server-first, half-closed, reset.</summary>
public sealed class TcpTests : IClassFixture<WebFixture>
{
    readonly WebFixture fixture;

    public TcpTests(WebFixture fixture)
    {
        Prerequisites.Require();
        this.fixture = fixture;
    }

    [Fact]
    public async Task AServerThatSpeaksFirstOnADeclaredPortDoesNotWait()
    {
        // 2.4: neither sidecar may look for the client's first bytes.
        await using var app = fixture.Web.RunTcp(3306, Greet);
        var took = Stopwatch.StartNew();
        using var client = await RawConnection.Open(fixture.Client.Host, WebFixture.Vip, 3306);

        Assert.Equal("220 ready\n", await client.ReadUntil("\n"));

        Assert.InRange(took.ElapsedMilliseconds, 0, 5_000);
        Assert.Equal(["127.0.0.6"], app.Peers);
    }

    [Theory]
    [InlineData(WebFixture.Vip, 7000)]
    [InlineData("10.77.0.20", 7100)]
    public async Task AServerThatSpeaksFirstOnAnUndeclaredPortDoesNotStall(string address, int port)
    {
        // 2.3, 2.4: detection ends by its timeout; first a sniffed port of a service, then a port of no service.
        await using var app = fixture.Web.RunTcp(port, Greet);
        using var client = await RawConnection.Open(fixture.Client.Host, address, port);

        Assert.Equal("220 ready\n", await client.ReadUntil("\n"));
        await client.Send("HELO there\n");
        Assert.Equal("HELO there\n", await client.ReadUntil("\n"));
    }

    [Fact]
    public async Task AHalfCloseIsPassedOnAndTheAnswerStillArrives()
    {
        // 3.32
        await using var app = fixture.Web.RunTcp(3306, async (socket, _) =>
        {
            using var connection = new RawConnection(socket);
            var all = await connection.ReadToEnd();
            await connection.Send($"{all.Length} bytes");
        });
        using var client = await RawConnection.Open(fixture.Client.Host, WebFixture.Vip, 3306);

        await client.Send(new string('x', 1_000_000));
        client.EndSending();

        Assert.Equal("1000000 bytes", await client.ReadToEnd());
    }

    [Fact]
    public async Task TheServersEndLeavesTheClientFreeToSend()
    {
        var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = fixture.Web.RunTcp(3306, async (socket, _) =>
        {
            using var connection = new RawConnection(socket);
            await connection.Send("all I have to say");
            connection.EndSending();
            received.SetResult(await connection.ReadToEnd());
        });
        using var client = await RawConnection.Open(fixture.Client.Host, WebFixture.Vip, 3306);

        Assert.Equal("all I have to say", await client.ReadToEnd());
        await client.Send("thank you");
        client.EndSending();

        Assert.Equal("thank you", await received.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AServersResetResetsTheClient()
    {
        await using var app = fixture.Web.RunTcp(3306, async (socket, _) =>
        {
            using var connection = new RawConnection(socket);
            await connection.Read(1);
            connection.Reset();
        });
        using var client = await RawConnection.Open(fixture.Client.Host, WebFixture.Vip, 3306);

        await client.Send("x");

        Assert.Equal("reset", await client.HowItEnds());
    }

    [Fact]
    public async Task AClientsResetResetsTheServer()
    {
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = fixture.Web.RunTcp(3306, async (socket, _) =>
        {
            using var connection = new RawConnection(socket);
            await connection.Send("ready");
            ended.SetResult(await connection.HowItEnds());
        });
        using var client = await RawConnection.Open(fixture.Client.Host, WebFixture.Vip, 3306);
        await client.Read(5);

        client.Reset();

        Assert.Equal("reset", await ended.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AConnectionThatTheApplicationRefusesEndsForTheClient()
    {
        Assert.Contains(await HowItEnds(), (string[])["end", "reset"]);

        async Task<string> HowItEnds()
        {
            try
            {
                using var client = await RawConnection.Open(fixture.Client.Host, WebFixture.Vip, 3306);
                return await client.HowItEnds();
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionReset)
            {
                // The reset can be here before the client has looked at its new connection.
                return "reset";
            }
        }
    }

    [Fact]
    public async Task ATcpRouteSendsAServicesConnectionsElsewhere()
    {
        // 3.32: by port, to another port of the service.
        await using var declared = fixture.Web.RunTcp(3306, (socket, _) => Say(socket, "db"));
        await using var other = fixture.Web.RunTcp(7000, (socket, _) => Say(socket, "other"));
        await fixture.Mesh.Control.Edit("route.yaml", """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: web-tcp, namespace: default}
            spec:
              hosts: [web]
              tcp:
              - match: [{port: 3306}]
                route: [{destination: {host: web, port: {number: 7000}}}]
            """);
        try
        {
            using var client = await RawConnection.Open(fixture.Client.Host, WebFixture.Vip, 3306);
            Assert.Equal("other", await client.ReadToEnd());
        }
        finally
        {
            await fixture.Mesh.Control.Edit("route.yaml", null);
        }

        using var again = await RawConnection.Open(fixture.Client.Host, WebFixture.Vip, 3306);
        Assert.Equal("db", await again.ReadToEnd());
    }

    [Fact]
    public async Task BothSidesCountConnectionsAndBytes()
    {
        // 7.2, 7.3
        await using var app = fixture.Web.RunTcp(3306, Greet);
        using (var client = await RawConnection.Open(fixture.Client.Host, WebFixture.Vip, 3306))
        {
            await client.ReadUntil("\n");
            await client.Send("12345\n");
            await client.ReadUntil("\n");
            client.EndSending();
            await client.ReadToEnd();
        }

        var source = await TcpSample(fixture.Client, "source");
        var destination = await TcpSample(fixture.Web, "destination");

        Assert.Equal("tcp", source["request_protocol"]);
        Assert.Equal("web.default.svc.cluster.local", source["destination_service"]);
        Assert.Equal("web", source["destination_workload"]);
        Assert.Equal("client", source["source_workload"]);
        Assert.Equal("web", destination["destination_workload"]);
        Assert.Equal("-", destination["response_flags"]);
    }

    static Task<MetricSample> TcpSample(Pod pod, string reporter) => FirstSample(
        pod, sample => sample.Name == "istio_tcp_sent_bytes_total" && sample["reporter"] == reporter && sample["response_flags"] == "-" && sample.Value >= 16);

    static async Task<MetricSample> FirstSample(Pod pod, Func<MetricSample, bool> condition) =>
        (await Eventually.Get("the metric", () => pod.Sidecar.Scrape(), samples => samples.Any(condition))).First(condition);

    static async Task Greet(Socket socket, CancellationToken cancel)
    {
        using var connection = new RawConnection(socket);
        await connection.Send("220 ready\n");
        await connection.Stream.CopyToAsync(connection.Stream, cancel);
    }

    static async Task Say(Socket socket, string text)
    {
        using var connection = new RawConnection(socket);
        await connection.Send(text);
    }
}
