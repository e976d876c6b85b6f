using Mesh.Proxy.Serving;
using Mesh.Proxy.Tests.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Serving;

public class DeadlineTests
{
    const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    [Fact]
    public void A_head_must_be_whole_in_time_however_busily_it_trickles()
    {
        using var scene = new ProxyScene();
        var client = scene.Client();
        foreach (var character in "GET / HTTP/1.1\r\nX: " + new string('a', 38))
        {
            client.Says(character.ToString());
            scene.Passes(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(ConnectionEnd.Open, client.End);
        scene.Passes(TimeSpan.FromSeconds(5));
        Assert.Equal(408, client.HearsMessage().Status);
        Assert.Equal(ConnectionEnd.Fin, client.End);
        Assert.Equal(0, scene.Upstream.Connections);
    }

    [Fact]
    public void A_connection_may_be_idle_for_an_hour()
    {
        using var scene = new ProxyScene();
        var client = scene.Client();
        scene.Passes(TimeSpan.FromMinutes(59));
        client.Says(Get);
        scene.Upstream.Accepts().Says("HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal(204, client.HearsMessage().Status);
        scene.Passes(TimeSpan.FromMinutes(59));
        Assert.Equal(ConnectionEnd.Open, client.End);
        scene.Passes(TimeSpan.FromMinutes(2));
        Assert.Equal(ConnectionEnd.Fin, client.End);
    }

    [Fact]
    public void A_routes_timeout_is_answered_504()
    {
        using var scene = new ProxyScene();
        scene.Route(scene.RouteTo(TimeSpan.FromSeconds(2), [], scene.Upstream));
        var client = scene.Client().Says(Get);
        var upstream = scene.Upstream.Accepts();
        scene.Passes(TimeSpan.FromMilliseconds(1999));
        Assert.Equal("", client.Hears());
        scene.Passes(TimeSpan.FromMilliseconds(10));
        var response = client.HearsMessage();
        Assert.Equal((504, "upstream request timeout"), (response.Status, response.Body));
        Assert.Equal(ConnectionEnd.Reset, upstream.End);
        client.Says(Get);
        scene.Upstream.Accepts().Says("HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal(204, client.HearsMessage().Status);
        scene.Passes(TimeSpan.FromSeconds(10));
        Assert.Equal(ConnectionEnd.Open, client.End);
    }

    [Fact]
    public void A_routes_timeout_while_connecting_is_answered_504_at_the_deadline()
    {
        using var scene = new ProxyScene();
        scene.Network.SetConnectFailure(scene.Upstream.Address, TransportError.TimedOut);
        scene.Route(scene.RouteTo(TimeSpan.FromSeconds(2), [], scene.Upstream));
        var client = scene.Client().Says(Get);
        scene.Passes(TimeSpan.FromMilliseconds(1999));
        Assert.Equal("", client.Hears());
        scene.Passes(TimeSpan.FromMilliseconds(10));
        var response = client.HearsMessage();
        Assert.Equal((504, "upstream request timeout"), (response.Status, response.Body));
        var slot = Assert.Single(scene.EndpointsOf(scene.Config.Current)).Slot(0);
        Assert.Equal((0, 0L), (slot.Active, slot.ConnectFailures));

        // The client's connection goes on, and the next connect is another one.
        scene.Network.SetConnectFailure(scene.Upstream.Address, TransportError.None);
        client.Says(Get);
        scene.Upstream.Accepts().Says("HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal(204, client.HearsMessage().Status);
        scene.Passes(TimeSpan.FromSeconds(20));
        Assert.Equal(1, scene.Upstream.Connections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_client_that_leaves_while_its_request_waits_for_a_connection_ends_that(bool resets)
    {
        using var scene = new ProxyScene();
        scene.Network.SetConnectFailure(scene.Upstream.Address, TransportError.TimedOut);
        var client = scene.Client().Says(Get);
        scene.Passes(TimeSpan.FromSeconds(1));
        Assert.Equal(1, scene.Worker.Connections.Count);
        _ = resets ? client.Resets() : client.Finishes();
        Assert.Equal(0, scene.Worker.Connections.Count);
        Assert.Equal(0, Assert.Single(scene.EndpointsOf(scene.Config.Current)).Slot(0).Active);
        Assert.Equal(1, scene.Telemetry.Http.Count);
        Assert.Contains("DC", scene.Telemetry.Http.List[0].Labels);
    }

    [Fact]
    public void A_reset_tcp_client_ends_the_connect_that_it_waits_for_a_half_closed_one_does_not()
    {
        using var scene = new ProxyScene();
        scene.Publish(Contract.Protocol.Tcp, scene.RouteTo(scene.Upstream));
        scene.Network.SetConnectFailure(scene.Upstream.Address, TransportError.TimedOut);
        var reset = scene.Client().Says("hello");
        var finished = scene.Client().Says("hello").Finishes();
        scene.Passes(TimeSpan.FromSeconds(1));
        Assert.Equal(2, scene.Worker.Connections.Count);
        reset.Resets();
        Assert.Equal(1, scene.Worker.Connections.Count);
        scene.Passes(TimeSpan.FromMinutes(1));
        Assert.Equal(0, scene.Worker.Connections.Count);
        Assert.Equal(ConnectionEnd.Reset, finished.End);
    }

    [Fact]
    public void A_routes_timeout_within_the_body_resets_the_client()
    {
        using var scene = new ProxyScene();
        scene.Route(scene.RouteTo(TimeSpan.FromSeconds(2), [], scene.Upstream));
        var client = scene.Client().Says(Get);
        scene.Upstream.Accepts().Says("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        scene.Passes(TimeSpan.FromSeconds(3));
        Assert.EndsWith("half", client.Hears());
        Assert.Equal(ConnectionEnd.Reset, client.End);
    }

    [Fact]
    public void An_exchange_without_progress_ends_if_so_configured()
    {
        using var scene = new ProxyScene(ServingOptions.Default with { StreamIdleTimeout = TimeSpan.FromSeconds(10) });
        var client = scene.Client().Says("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
        for (var i = 0; i < 5; i++)
        {
            client.Says("x");
            scene.Passes(TimeSpan.FromSeconds(9));
        }

        Assert.Equal("", client.Hears());
        scene.Passes(TimeSpan.FromSeconds(21));
        Assert.Equal(408, client.HearsMessage().Status);
        Assert.Equal(ConnectionEnd.Fin, client.End);
    }

    /// <summary>504 is written into a closed window: neither deadline nor FIN could end that flush.</summary>
    [Fact]
    public void A_client_that_takes_no_answer_is_reset()
    {
        using var scene = new ProxyScene();
        scene.Route(scene.RouteTo(TimeSpan.FromSeconds(2), [], scene.Upstream));
        var client = scene.Client().Says(Get);
        scene.Upstream.Accepts();
        client.Connection.Peer!.StallsWrites = true;
        scene.Passes(TimeSpan.FromSeconds(3));
        Assert.Equal(ConnectionEnd.Open, client.End);
        scene.Passes(TimeSpan.FromSeconds(61));
        Assert.Equal(ConnectionEnd.Reset, client.End);
        Assert.Equal(0, scene.Worker.Connections.Count);
    }

    [Fact]
    public void A_client_that_takes_no_answer_and_leaves_is_not_waited_for()
    {
        using var scene = new ProxyScene();
        scene.Route(scene.RouteTo(TimeSpan.FromSeconds(2), [], scene.Upstream));
        var client = scene.Client().Says(Get);
        scene.Upstream.Accepts();
        client.Connection.Peer!.StallsWrites = true;
        scene.Passes(TimeSpan.FromSeconds(3));
        client.Finishes();
        Assert.Equal(0, scene.Worker.Connections.Count);
    }

    [Fact]
    public void A_client_that_takes_no_interim_response_is_reset_when_the_routes_time_is_up()
    {
        using var scene = new ProxyScene();
        scene.Route(scene.RouteTo(TimeSpan.FromSeconds(2), [], scene.Upstream));
        var client = scene.Client().Says(Get);
        client.Connection.Peer!.StallsWrites = true;
        scene.Upstream.Accepts().Says("HTTP/1.1 103 Early Hints\r\n\r\n");
        scene.Passes(TimeSpan.FromSeconds(3));
        Assert.Equal(ConnectionEnd.Reset, client.End);
        Assert.Equal(0, scene.Worker.Connections.Count);
    }

    [Fact]
    public void A_client_that_leaves_ends_the_upstreams_work()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(Get);
        var upstream = scene.Upstream.Accepts();
        client.Closes();
        Assert.Equal(ConnectionEnd.Reset, upstream.End);
        Assert.Equal(0, scene.Worker.Connections.Count);
    }
}
