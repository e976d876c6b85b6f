using Mesh.Contract;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Tests.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Detection;

public class ProtocolDetectionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void A_request_line_makes_it_http(int segmentSize)
    {
        using var scene = Detecting(segmentSize);
        scene.Client().Says("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("http", scene.Upstream.Accepts().HearsMessage()["x-forwarded-proto"]);
    }

    [Theory]
    [InlineData("\x16\x03\x01\x02\x00\x01")]
    [InlineData("HELO mail\r\n")]
    [InlineData("\0\x01")]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    public void Anything_else_is_forwarded_untouched(string bytes)
    {
        using var scene = Detecting();
        scene.Client().Says(bytes);
        Assert.Equal(bytes, scene.Upstream.Accepts().Hears());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    public void Http_1_0_is_served_on_a_port_that_declares_nothing_where_it_is_accepted(int milliseconds) // 2.9
    {
        using var scene = new ProxyScene(ServingOptions.Default with { AcceptsHttp10 = true });
        scene.Publish(Protocol.Auto, scene.RouteTo(scene.Upstream));
        var client = scene.Client();
        scene.Passes(TimeSpan.FromMilliseconds(milliseconds));
        client.Says("GET / HTTP/1.0\r\n\r\n");
        Assert.Equal("http", scene.Upstream.Last!.HearsMessage()["x-forwarded-proto"]);
        scene.Upstream.Last!.Says("HTTP/1.0 200 OK\r\n\r\nbody").Closes();
        Assert.EndsWith("body", client.Hears());
        Assert.Equal(ConnectionEnd.Fin, client.End);
    }

    [Fact]
    public void A_slow_client_of_http_1_0_that_is_not_served_gets_its_bytes_through() // 2.9
    {
        using var scene = Detecting();
        var client = scene.Client();
        scene.Passes(TimeSpan.FromMilliseconds(150));
        client.Says("GET / HTTP/1.0\r\n\r\n");
        Assert.Equal("GET / HTTP/1.0\r\n\r\n", scene.Upstream.Accepts().Hears());
        Assert.Equal(1, scene.Upstream.Connections);
    }

    [Fact]
    public void A_server_that_speaks_first_does_not_wait_for_long()
    {
        using var scene = Detecting();
        var client = scene.Client();
        Assert.Equal(0, scene.Upstream.Connections);
        scene.Passes(TimeSpan.FromMilliseconds(101));
        scene.Upstream.Accepts().Says("220 ready\r\n");
        Assert.Equal("220 ready\r\n", client.Hears());
        client.Says("GET / HTTP/1.1\r\n\r\n");
        Assert.Equal("GET / HTTP/1.1\r\n\r\n", scene.Upstream.Last!.Hears());
    }

    static ProxyScene Detecting(int segmentSize = int.MaxValue)
    {
        var scene = new ProxyScene(segmentSize: segmentSize);
        scene.Publish(Protocol.Auto, scene.RouteTo(scene.Upstream));
        return scene;
    }
}
