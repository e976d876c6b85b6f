using Mesh.Proxy.Tests.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Upstream;

public class ReplayTests
{
    const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const string Post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
    const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public void A_safe_request_on_a_kept_connection_that_ends_goes_again_on_a_fresh_one()
    {
        using var scene = new ProxyScene();
        var client = WithKeptConnection(scene, out var upstream).Says(Get);
        upstream.Hears();
        upstream.Closes();
        var second = scene.Upstream.Accepts();
        Assert.Equal("2", second.HearsMessage()["x-envoy-attempt-count"]);
        second.Says(Ok);
        Assert.Equal(200, client.HearsMessage().Status);
    }

    /// <summary>A request of death costs one kept connection and one fresh one, however many are kept.</summary>
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: death\r\n\r\n", 2)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nX: death\r\nContent-Length: 2\r\n\r\nhi", 1)]
    [InlineData("TRACE / HTTP/1.1\r\nHost: a\r\nX: death\r\n\r\n", 1)]
    public void A_request_that_kills_its_server_is_sent_twice_at_most(string request, int most)
    {
        using var scene = new ProxyScene();
        List<ScriptedPeer> kept = [];
        ScriptedPeer[] clients = [.. Enumerable.Range(0, 5).Select(_ => scene.Client().Says(Get))];
        foreach (var client in clients)
        {
            kept.Add(scene.Upstream.Accepts());
        }

        kept.ForEach(upstream => upstream.Hears());
        kept.ForEach(upstream => upstream.Says(Ok));
        Assert.All(clients, client => Assert.Equal(200, client.HearsMessage().Status));
        var deaths = 0;
        clients[0].Says(request);
        for (var killed = true; killed;)
        {
            killed = false;
            if (scene.Upstream.Connections > kept.Count)
            {
                kept.Add(scene.Upstream.Accepts());
            }

            foreach (var upstream in kept.Where(upstream => upstream.Hears().Contains("death", StringComparison.Ordinal)).ToArray())
            {
                upstream.Resets();
                deaths++;
                killed = true;
            }
        }

        Assert.Equal(most, deaths);
        Assert.Equal(503, clients[0].HearsMessage().Status);
    }

    [Fact]
    public void Any_other_request_that_was_sent_does_not()
    {
        using var scene = new ProxyScene();
        var client = WithKeptConnection(scene, out var upstream).Says(Post);
        upstream.Hears();
        upstream.Closes();
        var response = client.HearsMessage();
        Assert.Equal(503, response.Status);
        Assert.Equal("upstream connect error or disconnect/reset before headers. reset reason: connection termination", response.Body);
        Assert.Equal(1, scene.Upstream.Connections);
    }

    [Fact]
    public void Nor_does_a_safe_one_after_a_byte_of_the_response()
    {
        using var scene = new ProxyScene();
        var client = WithKeptConnection(scene, out var upstream).Says(Get);
        upstream.Says("H").Closes();
        Assert.Equal(503, client.HearsMessage().Status);
        Assert.Equal(1, scene.Upstream.Connections);
    }

    [Fact]
    public void Nor_on_a_fresh_connection()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(Get);
        scene.Upstream.Accepts().Closes();
        Assert.Equal(503, client.HearsMessage().Status);
        Assert.Equal(1, scene.Upstream.Connections);
    }

    [Fact]
    public void A_connection_that_ended_while_idle_is_not_used()
    {
        using var scene = new ProxyScene();
        var client = WithKeptConnection(scene, out var upstream);
        upstream.Closes();
        client.Says(Post);
        scene.Upstream.Accepts().Says(Ok);
        Assert.Equal(200, client.HearsMessage().Status);
        Assert.Equal(2, scene.Upstream.Connections);
    }

    [Fact]
    public void A_connection_that_spoke_unasked_is_not_used()
    {
        using var scene = new ProxyScene();
        var client = WithKeptConnection(scene, out var upstream);
        upstream.Says("HTTP/1.1 408 Request Timeout\r\n\r\n");
        client.Says(Get);
        scene.Upstream.Accepts().Says(Ok);
        Assert.Equal(200, client.HearsMessage().Status);
    }

    [Fact]
    public void Idle_connections_end_after_their_time()
    {
        using var scene = new ProxyScene();
        WithKeptConnection(scene, out var upstream);
        scene.Passes(TimeSpan.FromMinutes(59));
        Assert.Equal(ConnectionEnd.Open, upstream.End);
        scene.Passes(TimeSpan.FromMinutes(2));
        Assert.Equal(ConnectionEnd.Fin, upstream.End);
    }

    [Fact]
    public void Where_no_connection_came_about_another_endpoint_is_tried()
    {
        using var scene = new ProxyScene();
        var second = scene.AddServer();
        scene.Network.SetConnectFailure(scene.Upstream.Address, TransportError.Refused);
        scene.Route(scene.RouteTo(scene.Upstream, second));
        for (var i = 0; i < 4; i++)
        {
            var client = scene.Client().Says(Post);
            (i == 0 ? second.Accepts() : second.Last!).Says(Ok);
            Assert.Equal(200, client.HearsMessage().Status);
        }
    }

    [Theory]
    [InlineData(TransportError.Refused, "delayed connect error: Connection refused")]
    [InlineData(TransportError.TimedOut, "connection timeout")]
    public void When_all_fail_the_client_hears_why(TransportError error, string reason)
    {
        using var scene = new ProxyScene();
        scene.Network.SetConnectFailure(scene.Upstream.Address, error);
        var client = scene.Client().Says(Get);
        scene.Passes(TimeSpan.FromSeconds(31));
        var response = client.HearsMessage();
        Assert.Equal(503, response.Status);
        Assert.EndsWith(reason, response.Body, StringComparison.Ordinal);
        client.Says(Get);
        scene.Passes(TimeSpan.FromSeconds(31));
        Assert.Equal(503, client.HearsMessage().Status);
    }

    [Fact]
    public void Without_endpoints_there_is_no_healthy_upstream()
    {
        using var scene = new ProxyScene();
        scene.Route(scene.RouteTo());
        var response = scene.Client().Says(Get).HearsMessage();
        Assert.Equal((503, "no healthy upstream"), (response.Status, response.Body));
    }

    [Fact]
    public void An_endpoint_that_left_the_configuration_keeps_no_connection()
    {
        using var scene = new ProxyScene();
        var before = scene.Config.Current;
        WithKeptConnection(scene, out var upstream);
        scene.Worker.Retire(scene.EndpointsOf(before));
        scene.Network.RunUntilIdle();
        Assert.Equal(ConnectionEnd.Fin, upstream.End);
    }

    static ScriptedPeer WithKeptConnection(ProxyScene scene, out ScriptedPeer upstream)
    {
        var client = scene.Client().Says(Get);
        upstream = scene.Upstream.Accepts();
        upstream.Hears();
        upstream.Says(Ok);
        Assert.Equal(200, client.HearsMessage().Status);
        return client;
    }
}
