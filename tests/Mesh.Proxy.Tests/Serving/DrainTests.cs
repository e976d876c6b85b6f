using System.Buffers;
using Mesh.Proxy.Listeners;
using Mesh.Proxy.Tests.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Serving;

public class DrainTests
{
    const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public void Peers_are_told_to_go_and_then_closed_the_application_is_served_on()
    {
        using var scene = new ProxyScene();
        var application = scene.Client();
        var peer = scene.GatewayClient();
        var idle = scene.GatewayClient();
        scene.Worker.BeginDrain();
        peer.Says(Get);
        scene.Upstream.Accepts().Says(Ok);
        Assert.Equal("close", peer.HearsMessage()["connection"]);
        Assert.Equal(ConnectionEnd.Fin, peer.End);
        application.Says(Get);
        scene.Upstream.Last!.Says(Ok);
        Assert.Null(application.HearsMessage()["connection"]);

        Assert.Equal(ConnectionEnd.Open, idle.End);
        scene.Listeners.RemoveAll(ListenerSide.Peers);
        scene.Worker.Connections.CloseIdle();
        scene.Network.RunUntilIdle();
        Assert.Equal(ConnectionEnd.Fin, idle.End);
        Assert.Equal(ConnectionEnd.Open, application.End);
    }

    [Fact]
    public void What_is_under_way_when_idle_connections_close_is_finished()
    {
        using var scene = new ProxyScene();
        var peer = scene.GatewayClient().Says(Get);
        var upstream = scene.Upstream.Accepts();
        scene.Worker.BeginDrain();
        scene.Worker.Connections.CloseIdle();
        upstream.Says(Ok);
        Assert.Equal((200, "close"), (peer.HearsMessage() is var response ? response.Status : 0, response["connection"]));
    }

    /// <summary>It has arrived, only its turn to be read has not come.</summary>
    [Fact]
    public void A_request_that_has_arrived_when_idle_connections_close_is_served()
    {
        for (var padding = 0; padding < 64; padding++)
        {
            using var scene = new ProxyScene(segmentSize: 1);
            scene.Route(scene.RouteTo());
            var peer = scene.GatewayClient();
            scene.Network.RunUntilIdle();
            scene.Loop.Schedule(_ => CloseIdleInTurns(scene, 1000), null);
            var request = "GET /" + new string('a', padding) + " HTTP/1.1\r\nHost: a\r\n\r\n";
            peer.Says(request + request);
            Assert.Equal(503, peer.HearsMessage().Status);
            Assert.Equal(503, peer.HearsMessage().Status);
            scene.Network.RunUntilIdle();
            Assert.Equal(ConnectionEnd.Fin, peer.End);
        }
    }

    /// <summary>It is in the kernel, and the loop was not told yet.</summary>
    [Fact]
    public void A_request_that_nobody_has_noticed_when_idle_connections_close_is_served()
    {
        using var scene = new ProxyScene();
        scene.Route(scene.RouteTo());
        var peer = scene.GatewayClient().Says(Get);
        Assert.Equal(503, peer.HearsMessage().Status);
        scene.Loop.Schedule(
            _ =>
            {
                peer.Connection.Output.Write(System.Text.Encoding.ASCII.GetBytes(Get));
                _ = peer.Connection.Output.FlushAsync();
                scene.Worker.BeginDrain();
                scene.Worker.Connections.CloseIdle();
            },
            null);
        var response = peer.HearsMessage();
        Assert.Equal((503, "close"), (response.Status, response["connection"]));
        Assert.Equal(ConnectionEnd.Fin, peer.End);
    }

    static void CloseIdleInTurns(ProxyScene scene, int turns)
    {
        scene.Worker.Connections.CloseIdle();
        if (turns > 0)
        {
            scene.Loop.Schedule(_ => CloseIdleInTurns(scene, turns - 1), null);
        }
    }

    [Fact]
    public void A_new_snapshot_serves_old_connections_and_cuts_none()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(Get);
        scene.Upstream.Accepts().Says(Ok);
        Assert.Equal(200, client.HearsMessage().Status);
        var second = scene.AddServer();
        client.Says(Get);
        scene.Route(scene.RouteTo(second));
        scene.Upstream.Last!.Says(Ok);
        Assert.Equal(200, client.HearsMessage().Status);
        client.Says(Get);
        second.Accepts().Says("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(201, client.HearsMessage().Status);
    }
}
