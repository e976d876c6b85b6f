using Mesh.Contract;
using Mesh.Proxy.Tests.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Forwarding;

public class TunnelTests
{
    const string Upgrade = "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n";

    [Fact]
    public void After_101_bytes_go_both_ways_and_each_side_ends_alone()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(Upgrade);
        var upstream = scene.Upstream.Accepts();
        var request = upstream.HearsMessage();
        Assert.Equal(("Upgrade", "websocket"), (request["connection"], request["upgrade"]));
        upstream.Says("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nfirst frame");
        var response = client.HearsMessage();
        Assert.Equal((101, "Upgrade", "websocket"), (response.Status, response["connection"], response["upgrade"]));
        Assert.Equal("first frame", client.Hears());
        client.Says("hello");
        Assert.Equal("hello", upstream.Hears());
        client.Finishes();
        Assert.Equal(ConnectionEnd.Fin, upstream.End);
        upstream.Says("last words");
        Assert.Equal("last words", client.Hears());
        upstream.Finishes();
        Assert.Equal(ConnectionEnd.Fin, client.End);
        Assert.Equal(0, scene.Worker.Connections.Count);
    }

    [Fact]
    public void An_upgrade_that_is_declined_goes_on_as_http()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(Upgrade);
        var upstream = scene.Upstream.Accepts();
        upstream.Says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno");
        Assert.Equal("no", client.HearsMessage().Body);
        client.Says("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Contains("GET / HTTP/1.1", upstream.Hears());
    }

    /// <summary>Its body would be under way when the tunnel begins.</summary>
    [Fact]
    public void An_upgrade_with_a_body_is_forwarded_as_a_plain_request()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(Upgrade.Replace("Host: a", "Host: a\r\nContent-Length: 10", StringComparison.Ordinal) + "half");
        var upstream = scene.Upstream.Accepts();
        Assert.Null(upstream.HearsMessage()["upgrade"]);
        upstream.Says("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        Assert.Equal(502, client.HearsMessage().Status);
        Assert.Equal(0, scene.Worker.Connections.Count);
        Assert.All(scene.EndpointsOf(scene.Config.Current), endpoint => Assert.Equal(0, endpoint.Slot(0).Active));
    }

    [Theory]
    [InlineData("h2c")]
    [InlineData("websocket, h2c")]
    [InlineData("TLS/1.0")]
    [InlineData("foo")]
    public void An_upgrade_to_anything_but_websocket_is_not_passed_on(string protocol)
    {
        using var scene = new ProxyScene();
        scene.Client().Says(Upgrade.Replace("websocket", protocol, StringComparison.Ordinal));
        var request = scene.Upstream.Accepts().HearsMessage();
        Assert.Null(request["upgrade"]);
        Assert.Null(request["connection"]);
    }

    [Fact]
    public void Tcp_passes_with_half_close_and_reset()
    {
        using var scene = new ProxyScene();
        scene.Publish(Protocol.Tcp, scene.RouteTo(scene.Upstream));
        var client = scene.Client();
        var upstream = scene.Upstream.Accepts();
        upstream.Says("220 server first");
        Assert.Equal("220 server first", client.Hears());
        client.Says("quit").Finishes();
        Assert.Equal("quit", upstream.Hears());
        Assert.Equal(ConnectionEnd.Fin, upstream.End);
        upstream.Says("bye").Resets();
        Assert.Equal(ConnectionEnd.Reset, client.End);
    }

    [Fact]
    public void Tcp_tries_another_endpoint_and_resets_the_client_if_there_is_none()
    {
        using var scene = new ProxyScene();
        var second = scene.AddServer();
        scene.Network.SetConnectFailure(scene.Upstream.Address, TransportError.Refused);
        scene.Publish(Protocol.Tcp, scene.RouteTo(scene.Upstream, second));
        scene.Client().Says("x");
        Assert.Equal("x", second.Accepts().Hears());
        scene.Publish(Protocol.Tcp, scene.RouteTo(scene.Upstream));
        var lost = scene.Client();
        scene.Network.RunUntilIdle();
        Assert.Equal(ConnectionEnd.Reset, lost.End);
    }

    [Fact]
    public void Silence_in_both_directions_ends_tcp_after_an_hour()
    {
        using var scene = new ProxyScene();
        scene.Publish(Protocol.Tcp, scene.RouteTo(scene.Upstream));
        var client = scene.Client().Says("x");
        scene.Passes(TimeSpan.FromMinutes(61));
        Assert.Equal(ConnectionEnd.Open, client.End);
        scene.Passes(TimeSpan.FromMinutes(61));
        Assert.Equal(ConnectionEnd.Reset, client.End);
    }
}
