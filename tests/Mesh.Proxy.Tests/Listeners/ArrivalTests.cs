using System.Net;
using Mesh.Contract;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Tests.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Listeners;

public class ArrivalTests
{
    const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public void Unknown_destinations_are_passed_through_or_blocked_by_policy()
    {
        using var scene = new ProxyScene();
        var stranger = scene.AddServer();
        var client = scene.CapturedClient(Captured(stranger)).Says("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
        Assert.Equal("GET / HTTP/1.1", stranger.Accepts().HearsMessage().StartLine);
        stranger.Last!.Says(Ok);
        Assert.Equal(200, client.HearsMessage().Status);

        scene.Publish(Protocol.Http, scene.RouteTo(scene.Upstream), OutboundTrafficPolicy.RegistryOnly);
        client.Says(Get);
        Assert.Equal(502, client.HearsMessage().Status);
        Assert.Equal(ConnectionEnd.Reset, scene.CapturedClient(Captured(stranger)).Says("\x01\x02").End);
    }

    [Fact]
    public void Direct_hits_on_the_capture_ports_are_refused()
    {
        using var scene = new ProxyScene();
        Assert.Equal(ConnectionEnd.Reset, scene.ConnectTo(new IPEndPoint(IPAddress.Loopback, 15001)).Says(Get).End);
        Assert.Equal(ConnectionEnd.Reset, scene.ConnectTo(new IPEndPoint(IPAddress.Loopback, 15006)).Says(Get).End);
        Assert.Equal(ConnectionEnd.Reset, scene.InboundClient(new IPEndPoint(IPAddress.Parse("10.0.0.9"), 15001)).Says(Get).End);
    }

    /// <summary>Forwarded, they would come from this host's own address.</summary>
    [Theory]
    [InlineData(15000)]
    [InlineData(15001)]
    [InlineData(15006)]
    [InlineData(15020)]
    [InlineData(15021)]
    [InlineData(15053)]
    [InlineData(15090)]
    [InlineData(16000)]
    public void Inbound_capture_never_leads_to_the_proxys_own_ports(int port)
    {
        using var scene = new ProxyScene();
        Assert.Equal(ConnectionEnd.Reset, scene.InboundClient(new IPEndPoint(IPAddress.Parse("10.0.0.9"), port)).Says(Get).End);
    }

    [Fact]
    public void Inbound_reaches_the_application_from_the_address_that_rules_let_pass()
    {
        using var scene = new ProxyScene();
        var client = scene.InboundClient(Captured(scene.Upstream)).Says("GET / HTTP/1.1\r\nHost: a\r\nX-Envoy-Peer-Metadata: secret\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n");
        var application = scene.Upstream.Accepts();
        Assert.Equal("127.0.0.6", ((IPEndPoint)application.Connection.RemoteEndPoint!).Address.ToString());
        var request = application.HearsMessage();
        Assert.Null(request["x-envoy-peer-metadata"]);
        Assert.Equal("1.2.3.4", request["x-forwarded-for"]);
        application.Says(Ok);
        Assert.Equal("istio-envoy", client.HearsMessage()["server"]);
    }

    [Fact]
    public void A_gateway_says_whom_it_saw()
    {
        using var scene = new ProxyScene();
        var client = scene.GatewayClient().Says("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n\r\n");
        var request = scene.Upstream.Accepts().HearsMessage();
        Assert.Equal("1.2.3.4,127.0.0.1", request["x-forwarded-for"]);
        Assert.Equal("http", request["x-forwarded-proto"]);
        scene.Upstream.Last!.Says(Ok);
        Assert.Equal("istio-envoy", client.HearsMessage()["server"]);
    }

    [Theory]
    [InlineData(nameof(RouteMiss.NotFound), 404)]
    [InlineData(nameof(RouteMiss.Blocked), 502)]
    public void A_host_without_a_route_gets_the_code_of_the_miss(string miss, int status)
    {
        using var scene = new ProxyScene();
        scene.Publish(new Target { Protocol = Protocol.Http, Http = new HttpRouteTable([], Enum.Parse<RouteMiss>(miss)) });
        var client = scene.Client().Says(Get);
        Assert.Equal(status, client.HearsMessage().Status);
        client.Says(Get);
        Assert.Equal(status, client.HearsMessage().Status);
    }

    [Fact]
    public void Https_redirect_keeps_host_and_path()
    {
        using var scene = new ProxyScene();
        scene.Publish(new Target { Protocol = Protocol.Http, Http = new HttpRouteTable([], RouteMiss.HttpsRedirect) });
        var response = scene.GatewayClient().Says("GET /a?b HTTP/1.1\r\nHost: shop.example:80\r\n\r\n").HearsMessage();
        Assert.Equal((301, "https://shop.example/a?b"), (response.Status, response["location"]));
    }

    [Fact]
    public void CONNECT_is_refused()
    {
        using var scene = new ProxyScene();
        Assert.Equal(403, scene.Client().Says("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n").HearsMessage().Status);
    }

    static IPEndPoint Captured(ScriptedServer server) => server.Address;
}
