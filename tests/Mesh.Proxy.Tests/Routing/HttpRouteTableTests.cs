using System.Text;
using Mesh.Proxy.Routing;
using Xunit;

namespace Mesh.Proxy.Tests.Routing;

/// <summary>Which virtual host a Host means (2.28).</summary>
public class HttpRouteTableTests
{
    static readonly HttpRouteTable Table = new(
    [
        Host("reviews.default.svc.cluster.local", "reviews.default.svc", "reviews.default", "reviews", "10.0.0.1", "[fd00::1]"),
        Host("ratings.default.svc.cluster.local", "reviews"),
        Host("*.example.com"),
        Host("*.deep.example.com"),
        Host("www.example.com"),
    ],
    RouteMiss.Passthrough);

    static VirtualHost Host(params string[] domains) => new() { Domains = domains, Entries = [new RouteEntry(HttpMatcher.Always, Route(domains[0]), 0)] };

    static Route Route(string name) => new() { Name = name, Origin = "", Clusters = new WeightedClusters([new WeightedClusters.Choice(null, 1, [], name)]) };

    [Theory]
    [InlineData("reviews", "reviews.default.svc.cluster.local")]
    [InlineData("REVIEWS", "reviews.default.svc.cluster.local")]
    [InlineData("reviews:9080", "reviews.default.svc.cluster.local")]
    [InlineData("reviews.", "reviews.default.svc.cluster.local")]
    [InlineData("reviews.default", "reviews.default.svc.cluster.local")]
    [InlineData("reviews.default.svc", "reviews.default.svc.cluster.local")]
    [InlineData("Reviews.Default.SVC.cluster.local.:80", "reviews.default.svc.cluster.local")]
    [InlineData("10.0.0.1", "reviews.default.svc.cluster.local")]
    [InlineData("10.0.0.1:9080", "reviews.default.svc.cluster.local")]
    [InlineData("[fd00::1]", "reviews.default.svc.cluster.local")]
    [InlineData("[fd00::1]:9080", "reviews.default.svc.cluster.local")]
    [InlineData("www.example.com", "www.example.com")]
    [InlineData("a.example.com", "*.example.com")]
    [InlineData("a.b.example.com", "*.example.com")]
    [InlineData("a.deep.example.com", "*.deep.example.com")]
    [InlineData("deep.example.com", "*.example.com")]
    [InlineData("example.com", null)]
    [InlineData(".example.com", null)]
    [InlineData("xexample.com", null)]
    [InlineData("reviews2", null)]
    [InlineData("review", null)]
    [InlineData("reviews:abc", null)]
    [InlineData("reviews..", null)]
    [InlineData("10.0.0.2", null)]
    [InlineData("[fd00::2]", null)]
    [InlineData("", null)]
    [InlineData(".", null)]
    [InlineData(":", null)]
    [InlineData("..example.com", "*.example.com")]
    public void Finds_the_most_specific_domain(string host, string? expected)
    {
        var match = Match(Table, host);
        Assert.Equal(expected, match.Route?.Name);
        Assert.Equal(expected is null ? RouteMiss.Passthrough : RouteMiss.None, match.Miss);
    }

    [Fact]
    public void A_star_takes_what_nobody_else_has()
    {
        var table = new HttpRouteTable([Host("*"), Host("a.com")], RouteMiss.NotFound);
        Assert.Equal("a.com", Match(table, "a.com").Route?.Name);
        Assert.Equal("*", Match(table, "b.com").Route?.Name);
        Assert.Equal("*", Match(table, "").Route?.Name);
        Assert.Equal("*", Match(table, new string('a', 3000)).Route?.Name);
    }

    [Fact]
    public void A_known_host_without_a_matching_rule_is_not_found()
    {
        var host = new VirtualHost { Domains = ["a"], Entries = [new RouteEntry(new HttpMatcher { Uri = new ExactMatcher("/x", false) }, Route("r"), 0)] };
        var table = new HttpRouteTable([host], RouteMiss.Passthrough);
        Assert.Equal(RouteMiss.NotFound, table.Match(new TestRequest("/y", "a").View).Miss);
        Assert.Equal("r", table.Match(new TestRequest("/x", "a").View).Route?.Name);
    }

    [Fact]
    public void Redirects_to_https_only_what_is_not()
    {
        var table = new HttpRouteTable([new VirtualHost { Domains = ["*"], Entries = [], HttpsRedirect = true }], RouteMiss.NotFound);
        Assert.Equal(RouteMiss.HttpsRedirect, table.Match(new TestRequest().View).Miss);
        Assert.Equal(RouteMiss.NotFound, table.Match(new TestRequest { Scheme = "https" }.View).Miss);
    }

    [Fact]
    public void A_thousand_services_are_told_apart()
    {
        var table = new HttpRouteTable([.. Enumerable.Range(0, 1000).Select(i => Host($"s{i}.ns{i % 7}.svc.cluster.local", $"s{i}.ns{i % 7}", $"*.w{i}.com"))], RouteMiss.Blocked);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal($"s{i}.ns{i % 7}.svc.cluster.local", Match(table, $"S{i}.ns{i % 7}:80").Route?.Name);
            Assert.Equal($"s{i}.ns{i % 7}.svc.cluster.local", Match(table, $"x.w{i}.com").Route?.Name);
            Assert.Equal(RouteMiss.Blocked, Match(table, $"s{i}.ns8").Miss);
        }
    }

    [Fact]
    public void An_unchanged_set_of_domains_takes_over_the_index()
    {
        var next = new HttpRouteTable(Table.Hosts, RouteMiss.Blocked, Table);
        Assert.Equal("*.deep.example.com", Match(next, "a.deep.example.com").Route?.Name);
        Assert.Equal(RouteMiss.Blocked, Match(next, "none").Miss);
        var other = new HttpRouteTable([Host("other")], RouteMiss.Blocked, Table);
        Assert.Equal("other", Match(other, "other").Route?.Name);
        Assert.Null(Match(other, "reviews").Route);
    }

    // The authority is taken as it is: what no parser lets through is matched here too.
    static RouteMatch Match(HttpRouteTable table, string host)
    {
        var request = new TestRequest();
        var view = request.View;
        return table.Match(new RequestView
        {
            Bytes = view.Bytes,
            Head = view.Head,
            Method = view.Method,
            Authority = Encoding.UTF8.GetBytes(host),
            Scheme = view.Scheme,
            Path = view.Path,
            Query = view.Query,
        });
    }
}
