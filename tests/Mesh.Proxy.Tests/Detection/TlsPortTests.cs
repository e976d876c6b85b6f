using System.Net;
using System.Text;
using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.Detection;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Tests.Harness;
using Mesh.Testing.Tls;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Detection;

/// <summary>2.18, 3.31: TLS routed by the name it asks for, its bytes untouched.</summary>
public class TlsPortTests
{
    static string Hello(string? name, int recordLength = 1 << 14) => Encoding.Latin1.GetString(HelloBytes.Hello(
        name is null ? HelloBytes.Body(HelloBytes.Alpn("h2")) : HelloBytes.Body(HelloBytes.Alpn("h2"), HelloBytes.ServerName(name)), recordLength));

    static TlsRouteTable.Entry To(Route route, params string[] names) => new(names, new TcpRouteTable.Entry([], route));

    static ProxyScene Scene(Func<ProxyScene, Target> target, int segmentSize = int.MaxValue, OutboundTrafficPolicy policy = OutboundTrafficPolicy.AllowAny)
    {
        var scene = new ProxyScene(segmentSize: segmentSize);
        scene.Publish(target(scene), policy);
        return scene;
    }

    static Target ByName(Protocol protocol, params TlsRouteTable.Entry[] entries) =>
        new() { Protocol = protocol, Tls = new TlsRouteTable(entries), ClosesUnmatched = true };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 7)]
    [InlineData(int.MaxValue, 1)]
    [InlineData(int.MaxValue, 1 << 14)]
    public void The_name_in_the_hello_decides_however_it_is_cut(int segmentSize, int recordLength)
    {
        ScriptedServer? named = null;
        using var scene = Scene(
            scene => ByName(Protocol.Tls, To(scene.RouteTo(scene.Upstream), "*.example.com"), To(scene.RouteTo(named = scene.AddServer()), "a.example.com")), segmentSize);
        var hello = Hello("A.Example.com", recordLength);
        var client = scene.Client().Says(hello);
        var server = named!.Accepts();
        server.Says("server hello").Finishes();
        client.Says("more").Finishes();
        Assert.Equal(hello + "more", server.Hears());
        Assert.Equal("server hello", client.Hears());
        Assert.Equal((ConnectionEnd.Fin, ConnectionEnd.Fin), (server.End, client.End));
        scene.Client().Says(Hello("b.example.com"));
        Assert.Equal(Hello("b.example.com"), scene.Upstream.Accepts().Hears());
        Assert.Equal(0, scene.Worker.Connections.Count - 1);
    }

    [Theory]
    [InlineData("b.example.org")]
    [InlineData("example.com")]
    [InlineData(null)]
    public void What_no_rule_takes_is_closed(string? name)
    {
        using var scene = Scene(scene => ByName(Protocol.Tls, To(scene.RouteTo(scene.Upstream), "*.example.com")));
        var client = scene.Client().Says(Hello(name));
        Assert.Equal(ConnectionEnd.Reset, client.End);
        Assert.Equal(0, scene.Upstream.Connections);
    }

    [Fact]
    public void Any_name_and_none_is_taken_by_the_star()
    {
        using var scene = Scene(scene => ByName(Protocol.Tls, To(scene.RouteTo(scene.Upstream), "*")));
        scene.Client().Says(Hello(null));
        Assert.Equal(Hello(null), scene.Upstream.Accepts().Hears());
        scene.Client().Says(Hello("x"));
        Assert.Equal(Hello("x"), scene.Upstream.Accepts().Hears());
    }

    [Fact]
    public void Subnets_of_the_best_name_s_rules_decide_in_order()
    {
        ScriptedServer? other = null;
        using var scene = Scene(scene => ByName(
            Protocol.Tls,
            new TlsRouteTable.Entry(["a"], new TcpRouteTable.Entry([new AddressPrefix(AddressKey.Of(IPAddress.Parse("172.16.0.0")), 108)], scene.RouteTo(scene.Upstream))),
            To(scene.RouteTo(other = scene.AddServer()), "a")));
        scene.Client().Says(Hello("a"));
        Assert.Equal(1, other!.Connections);
        Assert.Equal(0, scene.Upstream.Connections);
    }

    [Fact]
    public void What_is_no_tls_is_no_rule_s()
    {
        using var scene = Scene(scene => ByName(Protocol.Tls, To(scene.RouteTo(scene.Upstream), "*")));
        Assert.Equal(ConnectionEnd.Reset, scene.Client().Says("GET / HTTP/1.1\r\n\r\n").End);
        Assert.Equal(0, scene.Upstream.Connections);
    }

    [Theory]
    [InlineData(OutboundTrafficPolicy.AllowAny, ConnectionEnd.Open)]
    [InlineData(OutboundTrafficPolicy.RegistryOnly, ConnectionEnd.Reset)]
    public void A_name_that_nobody_has_follows_the_outbound_policy(OutboundTrafficPolicy policy, ConnectionEnd end)
    {
        using var scene = Scene(
            scene => new Target { Protocol = Protocol.Tls, Tls = new TlsRouteTable([To(scene.RouteTo(scene.Upstream), "a.example.com")]) }, policy: policy);
        var elsewhere = new ScriptedServer(scene.Network, scene.Network.CreateLoop(), new IPEndPoint(IPAddress.Parse("192.0.2.7"), 80));
        var client = scene.CapturedClient(elsewhere.Address).Says(Hello("unknown.example.com"));
        Assert.Equal(end, client.End);
        Assert.Equal(policy == OutboundTrafficPolicy.AllowAny ? 1 : 0, elsewhere.Connections);
        Assert.Equal(0, scene.Upstream.Connections);
    }

    [Theory]
    [InlineData("bad name", 47)]
    [InlineData("dot.", 47)]
    public void A_malformed_hello_gets_the_alert(string name, byte alert)
    {
        using var scene = Scene(scene => ByName(Protocol.Tls, To(scene.RouteTo(scene.Upstream), "*")));
        var client = scene.Client().Says(Hello(name));
        Assert.Equal($"\x15\x03\x01\0\x02\x02{(char)alert}", client.Hears());
        Assert.Equal(ConnectionEnd.Fin, client.End);
        client.Closes();
        Assert.Equal(1, scene.Telemetry.Counters.ProtocolErrors);
        Assert.Equal(0, scene.Upstream.Connections);
        Assert.Equal(0, scene.Worker.Connections.Count);
    }

    [Fact]
    public void A_hello_that_does_not_come_whole_is_not_waited_for_for_ever()
    {
        using var scene = Scene(scene => ByName(Protocol.Tls, To(scene.RouteTo(scene.Upstream), "*")));
        var client = scene.Client();
        scene.Passes(TimeSpan.FromMinutes(30));
        client.Says(Hello("a")[..20]);
        scene.Passes(TimeSpan.FromSeconds(59));
        Assert.Equal(ConnectionEnd.Open, client.End);
        scene.Passes(TimeSpan.FromSeconds(2));
        Assert.NotEqual(ConnectionEnd.Open, client.End);
        Assert.Equal(0, scene.Upstream.Connections);
    }

    [Fact]
    public void A_client_that_never_says_hello_is_idle()
    {
        using var scene = Scene(scene => ByName(Protocol.Tls, To(scene.RouteTo(scene.Upstream), "*")));
        var client = scene.Client();
        scene.Passes(TimeSpan.FromMinutes(61));
        Assert.Equal((ConnectionEnd.Reset, 0), (client.End, scene.Upstream.Connections));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_client_that_leaves_within_its_hello_is_forgotten(bool resets)
    {
        using var scene = Scene(scene => ByName(Protocol.Tls, To(scene.RouteTo(scene.Upstream), "*")));
        var client = scene.Client().Says(Hello("a")[..20]);
        _ = resets ? client.Resets() : client.Finishes();
        scene.Network.RunUntilIdle();
        Assert.Equal((0, 0), (scene.Worker.Connections.Count, scene.Upstream.Connections));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    public void On_a_port_that_declares_nothing_rules_for_tls_go_before_those_for_tcp(int milliseconds)
    {
        ScriptedServer? other = null;
        using var scene = Scene(scene => new Target
        {
            Protocol = Protocol.Auto,
            Tls = new TlsRouteTable([To(scene.RouteTo(other = scene.AddServer()), "a")]),
            Tcp = TcpRouteTable.Single(scene.RouteTo(scene.Upstream)),
            Http = HttpRouteTable.Single(scene.RouteTo(scene.Upstream)),
        });
        var client = scene.Client();
        scene.Passes(TimeSpan.FromMilliseconds(milliseconds));
        client.Says(Hello("a"));
        Assert.Equal(Hello("a"), other!.Accepts().Hears());
        Assert.Equal(milliseconds > 0 ? 1 : 0, scene.Telemetry.Counters.GivenUp);
        scene.Client().Says(Hello("b"));
        Assert.Equal(Hello("b"), scene.Upstream.Last!.Hears());
        scene.Client().Says("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.StartsWith("GET / HTTP/1.1", scene.Upstream.Last!.Hears());
        Assert.Equal(SpokenProtocol.Http1, scene.Worker.Spoken.Recall(Direction.Outbound, new IPEndPoint(IPAddress.Parse("10.1.0.1"), 80)));
    }

    [Fact]
    public void Where_tcp_is_spoken_too_a_silent_client_s_server_is_asked()
    {
        ScriptedServer? named = null;
        using var scene = Scene(scene => new Target
        {
            Protocol = Protocol.Auto, Tls = new TlsRouteTable([To(scene.RouteTo(named = scene.AddServer()), "a")]), Tcp = TcpRouteTable.Single(scene.RouteTo(scene.Upstream)),
        });
        var (client, slow) = (scene.Client(), scene.Client());
        scene.Passes(TimeSpan.FromMilliseconds(101));
        scene.Upstream.Accepts().Says("220 ready");
        Assert.Equal("220 ready", client.Hears());
        slow.Says(Hello("a"));
        Assert.Equal(Hello("a"), named!.Accepts().Hears());
        // No service of HTTP is there to serve it.
        scene.Client().Says("GET / HTTP/1.1\r\n\r\n");
        Assert.Equal("GET / HTTP/1.1\r\n\r\n", scene.Upstream.Last!.Hears());
    }

    /// <summary>The inner name is for the server alone.</summary>
    [Fact]
    public void Under_ech_the_outer_name_decides()
    {
        using var scene = Scene(scene => ByName(Protocol.Tls, To(scene.RouteTo(scene.Upstream), "public.example")));
        var hello = Encoding.Latin1.GetString(HelloBytes.Hello(HelloBytes.Body(
            HelloBytes.Extension(HelloBytes.EncryptedHelloType, [0, 1, 2, 3]), HelloBytes.ServerName("public.example"))));
        scene.Client().Says(hello);
        Assert.Equal(hello, scene.Upstream.Accepts().Hears());
    }

    [Fact]
    public void A_gateway_passes_tls_by_name()
    {
        using var scene = new ProxyScene();
        scene.Config.Publish(new Snapshot
        {
            Generation = 9,
            GatewayListeners =
            [
                new GatewayListener
                {
                    Port = 8080, Bind = "", Protocol = Protocol.Tls, Origin = "Gateway g servers[0]",
                    Tls = new TlsRouteTable([To(scene.RouteTo(scene.Upstream), "a.example.com")]),
                },
            ],
        });
        scene.GatewayClient().Says(Hello("a.example.com"));
        Assert.Equal(Hello("a.example.com"), scene.Upstream.Accepts().Hears());
        Assert.Equal(ConnectionEnd.Reset, scene.GatewayClient().Says(Hello("b.example.com")).End);
    }
}
