using System.Net;
using System.Text;
using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Tests.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Detection;

/// <summary>2.20, 4.32: who calls, told by the PROXY protocol, in and out.</summary>
public class ProxyHeaderTests
{
    const string Request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    static readonly byte[] SignatureV2 = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    static ProxyScene Gateway(int segmentSize = int.MaxValue) => new(ServingOptions.Default with { RequiresProxyHeader = true }, segmentSize);

    static string V2(byte command, params byte[] content) =>
        Encoding.Latin1.GetString([.. SignatureV2, (byte)(0x20 | command), content.Length == 0 ? (byte)0 : (byte)0x11, 0, (byte)content.Length, .. content]);

    static Route Telling(ProxyScene scene, ProxyProtocol version, ScriptedServer server, UpstreamVersion spoken = UpstreamVersion.Http1)
    {
        var route = scene.RouteTo(server);
        var cluster = route.Clusters.Choices[0].Cluster!;
        return new Route
        {
            Name = route.Name,
            Origin = route.Origin,
            Clusters = WeightedClusters.Single(new Proxy.Config.Cluster
            {
                Name = cluster.Name,
                ServiceHostname = cluster.ServiceHostname,
                ServiceName = cluster.ServiceName,
                ServiceNamespace = cluster.ServiceNamespace,
                Endpoints = cluster.Endpoints,
                Balancer = cluster.Balancer,
                ProxyProtocol = version,
                Version = spoken,
            }),
        };
    }

    public static TheoryData<int, string, string> Headers => new()
    {
        { 1, "PROXY TCP4 203.0.113.9 10.0.0.1 4711 80\r\n", "203.0.113.9" },
        { int.MaxValue, "PROXY TCP4 203.0.113.9 10.0.0.1 4711 80\r\n", "203.0.113.9" },
        { int.MaxValue, "PROXY TCP6 2001:db8::9 2001:db8::1 4711 80\r\n", "2001:db8::9" },
        { 1, V2(1, 203, 0, 113, 9, 10, 0, 0, 1, 0x12, 0x67, 0, 80), "203.0.113.9" },
        { 5, V2(1, 203, 0, 113, 9, 10, 0, 0, 1, 0x12, 0x67, 0, 80), "203.0.113.9" },
        { int.MaxValue, V2(0), "127.0.0.1" },
        { int.MaxValue, "PROXY UNKNOWN\r\n", "127.0.0.1" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void The_client_is_whom_the_header_names(int segmentSize, string header, string client)
    {
        using var scene = Gateway(segmentSize);
        var peer = scene.GatewayClient().Says(header + Request + Request);
        var server = scene.Upstream.Accepts();
        Assert.Equal(client, server.HearsMessage()["x-forwarded-for"]);
        server.Says(Ok);
        Assert.Equal("ok", peer.HearsMessage().Body);
        Assert.Equal(client, server.HearsMessage()["x-forwarded-for"]);
    }

    [Theory]
    [InlineData(Request)]
    [InlineData("PROXY TCP4 203.0.113.9 10.0.0.1 4711 808080\r\n" + Request)]
    [InlineData("proxy tcp4 203.0.113.9 10.0.0.1 4711 80\r\n" + Request)]
    public void Without_a_valid_header_nobody_is_served(string bytes)
    {
        using var scene = Gateway();
        var peer = scene.GatewayClient().Says(bytes);
        Assert.Equal("", peer.Hears());
        Assert.NotEqual(ConnectionEnd.Open, peer.End);
        peer.Closes();
        Assert.Equal((0, 1L, 0), (scene.Upstream.Connections, scene.Telemetry.Counters.ProtocolErrors, scene.Worker.Connections.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PROXY TCP4 203.0.")]
    public void A_header_that_does_not_come_is_not_waited_for_for_ever(string part)
    {
        using var scene = Gateway();
        var peer = scene.GatewayClient().Says(part);
        scene.Passes(TimeSpan.FromSeconds(59));
        Assert.Equal(ConnectionEnd.Open, peer.End);
        scene.Passes(TimeSpan.FromSeconds(2));
        Assert.NotEqual(ConnectionEnd.Open, peer.End);
    }

    [Fact]
    public void Configuration_asks_for_it_at_gateways_alone()
    {
        using var scene = new ProxyScene();
        var before = scene.Config.Current;
        scene.Config.Publish(new Snapshot
        {
            Generation = 9, Workload = new Workload { GatewayProxyProtocol = true }, Outbound = before.Outbound, GatewayListeners = before.GatewayListeners,
        });
        Assert.NotEqual(ConnectionEnd.Open, scene.GatewayClient().Says(Request).End);
        scene.Client().Says(Request);
        Assert.Equal(1, scene.Upstream.Connections);
    }

    [Fact]
    public void Tcp_is_told_who_calls_before_anything_else()
    {
        using var scene = new ProxyScene();
        scene.Publish(Protocol.Tcp, Telling(scene, ProxyProtocol.V1, scene.Upstream));
        var client = scene.Client();
        var server = scene.Upstream.Accepts();
        Assert.Equal($"PROXY TCP4 {Address(client)} 10.1.0.1 {Port(client)} 80\r\n", server.Hears());
        server.Says("220 ready");
        client.Says("HELO");
        Assert.Equal(("HELO", "220 ready"), (server.Hears(), client.Hears()));
    }

    [Fact]
    public void Version_2_is_binary()
    {
        using var scene = new ProxyScene();
        scene.Publish(Protocol.Tcp, Telling(scene, ProxyProtocol.V2, scene.Upstream));
        scene.Client();
        var heard = scene.Upstream.Accepts().Hears();
        Assert.StartsWith(Encoding.Latin1.GetString(SignatureV2) + "\x21\x11\0\x0c", heard, StringComparison.Ordinal);
        Assert.EndsWith("\x0a\x01\0\x01" + heard[24..26] + "\0\x50", heard, StringComparison.Ordinal);
    }

    [Fact]
    public void A_silent_client_s_server_that_speaks_first_knows_who_calls_too()
    {
        using var scene = new ProxyScene();
        scene.Publish(Protocol.Auto, Telling(scene, ProxyProtocol.V1, scene.Upstream));
        var client = scene.Client();
        scene.Passes(TimeSpan.FromMilliseconds(101));
        var server = scene.Upstream.Accepts();
        Assert.StartsWith("PROXY TCP4", server.Hears());
        server.Says("220 ready");
        Assert.Equal("220 ready", client.Hears());
    }

    [Fact]
    public void Requests_of_one_client_share_connections_and_those_of_others_never()
    {
        using var scene = new ProxyScene();
        scene.Publish(Protocol.Http, Telling(scene, ProxyProtocol.V1, scene.Upstream));
        var first = scene.Client().Says(Request);
        var server = scene.Upstream.Accepts();
        Assert.StartsWith($"PROXY TCP4 {Address(first)} 10.1.0.1 {Port(first)} 80\r\nGET / HTTP/1.1\r\n", server.Hears());
        server.Says(Ok);
        first.Says(Request);
        Assert.StartsWith("GET / HTTP/1.1\r\n", server.Hears());
        server.Says(Ok);
        var second = scene.Client().Says(Request);
        Assert.StartsWith($"PROXY TCP4 {Address(second)} 10.1.0.1 {Port(second)} 80\r\nGET", scene.Upstream.Accepts().Hears());
        first.Closes();
        Assert.Equal(ConnectionEnd.Fin, server.End);
        server.Finishes();
        Assert.Equal(2, scene.Upstream.Connections);
    }

    [Fact]
    public void Http_2_to_the_endpoint_begins_with_it_too_and_is_no_other_client_s()
    {
        using var scene = new ProxyScene();
        scene.Publish(Protocol.Http, Telling(scene, ProxyProtocol.V1, scene.Upstream, UpstreamVersion.Http2));
        var first = scene.Client().Says(Request);
        Assert.StartsWith($"PROXY TCP4 {Address(first)} 10.1.0.1 {Port(first)} 80\r\nPRI * HTTP/2.0", scene.Upstream.Accepts().Hears());
        var second = scene.Client().Says(Request);
        Assert.StartsWith($"PROXY TCP4 {Address(second)} 10.1.0.1 {Port(second)} 80\r\nPRI * HTTP/2.0", scene.Upstream.Accepts().Hears());
    }

    static IPAddress Address(ScriptedPeer peer) => ((IPEndPoint)peer.Connection.LocalEndPoint!).Address;

    static int Port(ScriptedPeer peer) => ((IPEndPoint)peer.Connection.LocalEndPoint!).Port;
}
