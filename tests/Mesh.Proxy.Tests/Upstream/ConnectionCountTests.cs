using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.Tests.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Upstream;

/// <summary>envoy_cluster_upstream_cx_*: every connection that begins is counted once, and once when it ends, however it does.</summary>
public class ConnectionCountTests
{
    const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public void A_kept_connection_is_one_connection_until_its_peer_ends_it()
    {
        using var scene = new ProxyScene();
        var client = scene.Client();
        for (var i = 0; i < 3; i++)
        {
            client.Says(Get);
            (scene.Upstream.Last ?? scene.Upstream.Accepts()).Says(Ok);
            Assert.Equal(200, client.HearsMessage().Status);
        }

        Assert.Equal((1, 0), Counts(scene));
        scene.Upstream.Last!.Finishes();
        Assert.Equal((1, 1), Counts(scene));
    }

    [Fact]
    public void A_kept_connection_that_is_idle_too_long_ends()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(Get);
        scene.Upstream.Accepts().Says(Ok);
        Assert.Equal(200, client.HearsMessage().Status);
        scene.Passes(TimeSpan.FromHours(2));
        Assert.Equal((1, 1), Counts(scene));
    }

    [Fact]
    public void A_response_that_is_cut_off_ends_its_connection()
    {
        using var scene = new ProxyScene();
        scene.Client().Says(Get);
        scene.Upstream.Accepts().Says("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf").Resets();
        Assert.Equal((1, 1), Counts(scene));
    }

    [Fact]
    public void A_client_that_leaves_ends_the_connection_of_its_request()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(Get);
        scene.Upstream.Accepts();
        Assert.Equal((1, 0), Counts(scene));
        client.Resets();
        Assert.Equal((1, 1), Counts(scene));
    }

    [Fact]
    public void A_retired_endpoint_keeps_none()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(Get);
        scene.Upstream.Accepts().Says(Ok);
        Assert.Equal(200, client.HearsMessage().Status);
        scene.Worker.Retire(scene.EndpointsOf(scene.Config.Current));
        Assert.Equal((1, 1), Counts(scene));
    }

    [Theory]
    [InlineData(TransportError.Refused, 0)]
    [InlineData(TransportError.TimedOut, 1)]
    public void What_does_not_come_about_has_begun_failed_and_ended(TransportError error, int timeouts)
    {
        using var scene = new ProxyScene();
        scene.Network.SetConnectFailure(scene.Upstream.Address, error);
        var client = scene.Client().Says(Get);
        scene.Passes(TimeSpan.FromSeconds(60));
        Assert.Equal(503, client.HearsMessage().Status);
        var attempts = scene.Worker.Options.ConnectRetries + 1;
        Assert.Equal((attempts, attempts), Counts(scene));
        Assert.Equal((attempts, timeouts * attempts), (Slot(scene).ConnectFailures, Slot(scene).ConnectTimeouts));
    }

    [Fact]
    public void Tcp_connections_are_counted_too()
    {
        using var scene = new ProxyScene();
        scene.Publish(Protocol.Tcp, scene.RouteTo(scene.Upstream));
        var client = scene.Client().Says("hello");
        var upstream = scene.Upstream.Accepts();
        Assert.Equal((1, 0), Counts(scene));
        upstream.Finishes();
        client.Finishes();
        Assert.Equal((1, 1), Counts(scene));
    }

    static (long Begun, long Ended) Counts(ProxyScene scene) => (Slot(scene).Connections, Slot(scene).ConnectionsEnded);

    static EndpointSlot Slot(ProxyScene scene) => Assert.Single(scene.EndpointsOf(scene.Config.Current)).Slot(0);
}
