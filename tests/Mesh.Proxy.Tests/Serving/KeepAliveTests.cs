using Mesh.Proxy.Tests.Harness;
using Xunit;

namespace Mesh.Proxy.Tests.Serving;

public class KeepAliveTests
{
    [Fact]
    public void A_request_goes_up_and_its_response_comes_back()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says("GET /a?b=1 HTTP/1.1\r\nHost: reviews\r\nX-Case: Kept\r\n\r\n");
        var upstream = scene.Upstream.Accepts();
        var request = upstream.HearsMessage();
        Assert.Equal("GET /a?b=1 HTTP/1.1", request.StartLine);
        Assert.Equal(["Host: reviews", "X-Case: Kept"], request.Fields.Take(2));
        Assert.Equal("http", request["x-forwarded-proto"]);
        Assert.Equal("1", request["x-envoy-attempt-count"]);
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", request["x-request-id"]);

        upstream.Says("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: app\r\nX-Case: Kept\r\n\r\nhello");
        var response = client.HearsMessage();
        Assert.Equal("HTTP/1.1 200 OK", response.StartLine);
        Assert.Equal("hello", response.Body);
        Assert.Equal("envoy", response["server"]);
        Assert.Equal("0", response["x-envoy-upstream-service-time"]);
        Assert.NotNull(response["date"]);
        Assert.Contains("X-Case: Kept", response.Fields);
    }

    [Fact]
    public void The_next_request_takes_the_same_connections()
    {
        using var scene = new ProxyScene();
        var client = scene.Client();
        for (var i = 0; i < 3; i++)
        {
            client.Says($"GET /{i} HTTP/1.1\r\nHost: a\r\n\r\n");
            var upstream = i == 0 ? scene.Upstream.Accepts() : scene.Upstream.Last!;
            Assert.Equal($"GET /{i} HTTP/1.1", upstream.HearsMessage().StartLine);
            upstream.Says("HTTP/1.1 204 No Content\r\n\r\n");
            Assert.Equal(204, client.HearsMessage().Status);
        }

        Assert.Equal(1, scene.Upstream.Connections);
        Assert.Equal(0, scene.RentedBuffers);
    }

    [Fact]
    public void Pipelined_requests_are_answered_one_after_the_other()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
        var upstream = scene.Upstream.Accepts();
        Assert.Equal("GET /1 HTTP/1.1", upstream.HearsMessage().StartLine);
        Assert.Equal("", upstream.Hears());
        upstream.Says("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1");
        Assert.Equal("GET /2 HTTP/1.1", upstream.HearsMessage().StartLine);
        upstream.Says("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2");
        Assert.Equal("1", client.HearsMessage().Body);
        Assert.Equal("2", client.HearsMessage().Body);
    }
}
