using Xunit;

namespace Mesh.ControlPlane.Tests.Compiling;

/// <summary>Istio's own bookinfo sample, as it is.</summary>
public sealed class BookinfoTests
{
    static TestMesh Bookinfo(params string[] networking) => TestMesh.Of(
        networking.Select(name => $"networking/{name}.yaml").Prepend("platform/kube/bookinfo.yaml")
            .Select(name => File.ReadAllText(SharedData.Require($"data/istio-samples/bookinfo/{name}"))));

    static string Destinations(TestMesh mesh, string routes) => string.Join(" | ", mesh.Routes().Single(one => one.Name == routes).Http.Select(rule =>
        string.Join(' ', rule.Matches.Select(match => $"[{string.Join(',', match.Headers.Select(header => $"{header.Name}={header.Value?.Exact}"))}]"))
        + string.Join(' ', rule.Forward.Destinations.Select(one => $"{one.Hostname}/{one.Subset}:{one.Port}*{one.Weight}"))));

    [Fact]
    public void Services_of_the_sample_are_known_with_their_protocol()
    {
        var mesh = Bookinfo();
        Assert.Equal(["details", "productpage", "ratings", "reviews"], mesh.Services().Select(service => service.Name));
        Assert.All(mesh.Services(), service => Assert.Equal(Contract.Protocol.Http, service.Ports[0].Protocol));
    }

    [Theory]
    [InlineData("virtual-service-all-v1", "reviews.default.svc.cluster.local/v1:9080*0")]
    [InlineData("virtual-service-reviews-80-20", "reviews.default.svc.cluster.local/v1:9080*80 reviews.default.svc.cluster.local/v2:9080*20")]
    [InlineData("virtual-service-reviews-test-v2", "[end-user=jason]reviews.default.svc.cluster.local/v2:9080*0 | reviews.default.svc.cluster.local/v1:9080*0")]
    [InlineData("virtual-service-reviews-jason-v2-v3", "[end-user=jason]reviews.default.svc.cluster.local/v2:9080*0 | reviews.default.svc.cluster.local/v3:9080*0")]
    [InlineData("virtual-service-reviews-v2-v3", "reviews.default.svc.cluster.local/v2:9080*50 reviews.default.svc.cluster.local/v3:9080*50")]
    [InlineData("virtual-service-reviews-v3", "reviews.default.svc.cluster.local/v3:9080*0")]
    public void Each_of_its_exercises_routes_as_the_tutorial_says(string file, string expected)
    {
        var mesh = Bookinfo("destination-rule-all", file);
        Assert.Equal(expected, Destinations(mesh, "default/reviews"));
        Assert.Empty(mesh.Findings);
    }

    [Fact]
    public void Its_gateway_serves_the_product_page_and_knows_nothing_else()
    {
        var mesh = Bookinfo("bookinfo-gateway");
        var gateway = TestMesh.Gateway();
        var server = Assert.Single(mesh.GatewayServers(gateway));
        Assert.Equal((8080u, "*"), (server.Port, Assert.Single(server.Domains)));
        var routes = Assert.Single(mesh.Routes(gateway));
        Assert.Equal(5, routes.Http[0].Matches.Count);
        Assert.Equal(["productpage.default.svc.cluster.local"], mesh.ServiceNames(gateway));
        Assert.Empty(mesh.Routes());
    }
}
