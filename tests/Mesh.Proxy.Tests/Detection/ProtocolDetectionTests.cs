using Mesh.Contract;
using Mesh.Proxy.Tests.Harness;
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
