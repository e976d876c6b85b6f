using Mesh.Contract;
using Mesh.Proxy.Filters;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Tests.Harness;
using Xunit;

namespace Mesh.Proxy.Tests.Serving;

/// <summary>Routes, the log and the application see one path, the normalized one (2.21).</summary>
public class PathNormalizationTests
{
    [Theory]
    [InlineData(Workload.Types.PathNormalization.None, "/a/../b%2fc//d?x=/../%2f", "/a/../b%2fc//d?x=/../%2f")]
    [InlineData(Workload.Types.PathNormalization.Base, "/a/../b%2fc//d?x=/../%2f", "/b%2fc//d?x=/../%2f")]
    [InlineData(Workload.Types.PathNormalization.Base, "/%61dmin\\x", "/admin/x")]
    [InlineData(Workload.Types.PathNormalization.MergeSlashes, "/a/../b%2fc//d", "/b%2fc/d")]
    [InlineData(Workload.Types.PathNormalization.DecodeAndMergeSlashes, "/a/../b%2fc//d", "/b/c/d")]
    [InlineData(Workload.Types.PathNormalization.Base, "/plain", "/plain")]
    [InlineData(Workload.Types.PathNormalization.Base, "http://other/a/./b", "/a/b")]
    public void What_is_forwarded_is_normal(Workload.Types.PathNormalization mode, string sent, string forwarded)
    {
        using var scene = new ProxyScene();
        scene.Publish(new Target { Protocol = Protocol.Http, Http = HttpRouteTable.Single(scene.RouteTo(scene.Upstream)) }, workload: new Workload { PathNormalization = mode });
        scene.Client().Says($"GET {sent} HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal($"GET {forwarded} HTTP/1.1", scene.Upstream.Accepts().HearsMessage().StartLine);
    }

    [Fact]
    public void Routes_and_rewrites_begin_with_the_normal_path()
    {
        using var scene = new ProxyScene();
        var open = scene.RouteTo(TimeSpan.Zero, [new RewriteFilter(new PrefixPathRewrite("/open".Length, "/new"u8.ToArray()), null)], scene.Upstream);
        scene.Publish(new Target { Protocol = Protocol.Http, Http = Open(open) });
        var client = scene.Client().Says("GET /closed/../open/x?q HTTP/1.1\r\nHost: a\r\n\r\n");
        var upstream = scene.Upstream.Accepts();
        var request = upstream.HearsMessage();
        Assert.Equal(("GET /new/x?q HTTP/1.1", "/open/x?q"), (request.StartLine, request["x-envoy-original-path"]));
        upstream.Says("HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal(204, client.HearsMessage().Status);
        client.Says("GET /open/../closed HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(404, client.HearsMessage().Status);
    }

    [Theory]
    [InlineData("/a%00b")]
    [InlineData("/x/../%00")]
    public void A_path_that_cannot_be_normal_is_refused(string path)
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(400, client.HearsMessage().Status);
        Assert.Equal(0, scene.Upstream.Connections);
        client.Says("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(1, scene.Upstream.Connections);
    }

    static HttpRouteTable Open(Route route) => new(
        [new VirtualHost { Domains = ["*"], Entries = [new RouteEntry(Prefix("/open"), route, 0)] }], RouteMiss.NotFound);

    static HttpMatcher Prefix(string prefix) => new() { Uri = new PrefixMatcher(prefix, ignoreCase: false) };
}
