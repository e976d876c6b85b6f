using Mesh.Contract;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Tests.Harness;
using Mesh.Transport;
using Xunit;
using Cluster = Mesh.Proxy.Config.Cluster;

namespace Mesh.Proxy.Tests.Serving;

/// <summary>An exception that nobody expected costs its connection and nothing else.</summary>
public class BugTests
{
    const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

    [Theory]
    [InlineData(Get, true)]
    [InlineData(Get, false)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nsome", true)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nsome", false)]
    public void A_filter_that_throws_leaves_nothing_behind(string request, bool onRequest)
    {
        using var scene = new ProxyScene();
        var route = scene.RouteTo(TimeSpan.FromSeconds(5), [new ThrowingFilter(onRequest)], scene.Upstream);
        scene.Route(route);
        var client = scene.Client().Says(request);
        if (!onRequest)
        {
            var upstream = scene.Upstream.Accepts().Says(Ok);
            Assert.Equal(ConnectionEnd.Reset, upstream.End);
        }

        Assert.Equal(ConnectionEnd.Reset, client.End);
        Assert.Equal(onRequest ? "request" : "response", Assert.Single(scene.Bugs).Message);
        scene.Bugs.Clear();
        Assert.Equal(0, scene.Worker.Connections.Count);
        Assert.All(scene.EndpointsOf(scene.Config.Current), endpoint => Assert.Equal(0, endpoint.Slot(0).Active));
        Assert.Equal(1, scene.Telemetry.Http.Count);
        Assert.Equal(0, scene.RentedBuffers);

        // Nothing of it is due later.
        scene.Passes(TimeSpan.FromHours(2));
        scene.Route(scene.RouteTo(scene.Upstream));
        client = scene.Client().Says(Get);
        scene.Upstream.Last!.Hears();
        scene.Upstream.Last!.Says(Ok);
        Assert.Equal("hi", client.HearsMessage().Body);
    }

    [Theory]
    [InlineData(Protocol.Tcp)]
    [InlineData(Protocol.Http)]
    public void A_balancer_that_throws_costs_the_connection_and_is_counted(Protocol protocol)
    {
        using var scene = new ProxyScene();
        var broken = new Cluster
        {
            Name = "outbound|80||reviews",
            ServiceHostname = "reviews",
            ServiceName = "reviews",
            ServiceNamespace = "default",
            Endpoints = [],
            Balancer = new ThrowingBalancer(),
        };
        scene.Publish(protocol, new Mesh.Proxy.Routing.Route { Name = "default", Origin = "Service reviews.default", Clusters = WeightedClusters.Single(broken) });
        var client = scene.Client().Says(Get);
        Assert.Equal(ConnectionEnd.Reset, client.End);
        Assert.Equal("pick", Assert.Single(scene.Bugs).Message);
        scene.Bugs.Clear();
        Assert.Equal(0, scene.Worker.Connections.Count);
        Assert.Equal(1, scene.Telemetry.Tcp.Count + scene.Telemetry.Http.Count);
        Assert.Equal(0, scene.RentedBuffers);
    }
}
