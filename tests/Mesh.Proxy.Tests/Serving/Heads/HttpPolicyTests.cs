using Mesh.Contract;
using Mesh.Proxy.Filters;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Tests.Harness;
using Xunit;

namespace Mesh.Proxy.Tests.Serving.Heads;

/// <summary>Trusted proxies in front of a gateway (2.22), and fields of the proxy's own that configuration turns off or changes (2.24).</summary>
public class HttpPolicyTests
{
    [Theory]
    [InlineData(0, "198.51.100.1, 203.0.113.9", "127.0.0.1", "http")]
    [InlineData(1, "198.51.100.1, 203.0.113.9", "203.0.113.9", "https")]
    [InlineData(2, "198.51.100.1, 203.0.113.9", "198.51.100.1", "https")]
    [InlineData(2, "198.51.100.1\r\nX-Forwarded-For: 203.0.113.9", "198.51.100.1", "https")]
    [InlineData(3, "198.51.100.1, 203.0.113.9", "127.0.0.1", "https")]
    [InlineData(1, "198.51.100.1, unknown", "127.0.0.1", "https")]
    [InlineData(1, "198.51.100.1, 0xCB.1", "127.0.0.1", "https")]
    [InlineData(2, "2001:db8::7,,203.0.113.9", "2001:db8::7", "https")]
    public void The_client_is_the_first_address_that_no_trusted_proxy_made_up(uint proxies, string forwardedFor, string client, string proto)
    {
        using var scene = new ProxyScene();
        Publish(scene, new Workload { TrustedProxies = proxies });
        scene.GatewayClient().Says($"GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {forwardedFor}\r\nX-Forwarded-Proto: https\r\nX-Envoy-Internal: true\r\n\r\n");
        var request = scene.Upstream.Accepts().HearsMessage();
        Assert.Equal((client, proto, null), (request["x-envoy-external-address"], request["x-forwarded-proto"], request["x-envoy-internal"]));
        Assert.EndsWith("127.0.0.1", request["x-forwarded-for"]);
    }

    [Fact]
    public void Each_field_of_the_proxys_own_can_be_turned_off()
    {
        using var scene = new ProxyScene();
        var headers = new ProxyHeaders { NoServer = true, NoRequestId = true, NoAttemptCount = true, NoEnvoyDebug = true };
        Publish(scene, new Workload { Headers = headers }, new RewriteFilter(new PrefixPathRewrite(int.MaxValue, "/new"u8.ToArray()), null));
        var client = scene.Client().Says("GET /old HTTP/1.1\r\nHost: a\r\n\r\n");
        var upstream = scene.Upstream.Accepts();
        var request = upstream.HearsMessage();
        Assert.Equal("GET /new HTTP/1.1", request.StartLine);
        Assert.Equal((null, null, null), (request["x-request-id"], request["x-envoy-attempt-count"], request["x-envoy-original-path"]));
        upstream.Says("HTTP/1.1 200 OK\r\nServer: theirs\r\nContent-Length: 0\r\n\r\n");
        var response = client.HearsMessage();
        Assert.Equal(("theirs", null), (response["server"], response["x-envoy-upstream-service-time"]));
    }

    [Fact]
    public void What_is_turned_off_passes_as_it_came()
    {
        using var scene = new ProxyScene();
        Publish(scene, new Workload { Headers = new ProxyHeaders { NoRequestId = true, NoAttemptCount = true } });
        scene.GatewayClient().Says("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: theirs\r\nX-Envoy-Attempt-Count: 7\r\nX-Forwarded-For: 198.51.100.1\r\n\r\n");
        var request = scene.Upstream.Accepts().HearsMessage();
        Assert.Equal(("theirs", "7"), (request["x-request-id"], request["x-envoy-attempt-count"]));
    }

    [Theory]
    [InlineData("mine", "mine")]
    [InlineData("", "envoy")]
    [InlineData("two\r\nlines", "envoy")]
    public void Server_says_what_is_configured(string value, string said)
    {
        using var scene = new ProxyScene();
        Publish(scene, new Workload { Headers = new ProxyHeaders { Server = value } });
        var client = scene.Client().Says("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        scene.Upstream.Accepts().Says("HTTP/1.1 200 OK\r\nServer: theirs\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(said, client.HearsMessage()["server"]);
        scene.Upstream.Stops();
        scene.Upstream.Last!.Closes();
        client.Says("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(said, client.HearsMessage()["server"]);
    }

    static void Publish(ProxyScene scene, Workload workload, params IHttpFilter[] filters) => scene.Publish(
        new Target { Protocol = Protocol.Http, Http = HttpRouteTable.Single(scene.RouteTo(TimeSpan.Zero, filters, scene.Upstream)) }, workload: workload);
}
