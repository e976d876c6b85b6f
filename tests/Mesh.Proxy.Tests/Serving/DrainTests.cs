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

    /// <summary>It has arrived, only its turn has not come.</summary>
    [Fact]
    public void A_request_that_has_arrived_when_idle_connections_close_is_served()
    {
        using var scene = new ProxyScene();
        var peer = scene.GatewayClient();
        scene.Network.RunUntilIdle();
        scene.Worker.BeginDrain();
        scene.Loop.Schedule(_ => scene.Worker.Connections.CloseIdle(), null);
        peer.Says(Get);
        scene.Upstream.Accepts().Says(Ok);
        Assert.Equal(200, peer.HearsMessage().Status);
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
