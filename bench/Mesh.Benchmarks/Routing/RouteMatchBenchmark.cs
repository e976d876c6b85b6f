using BenchmarkDotNet.Attributes;
using Mesh.Proxy.Routing;

namespace Mesh.Benchmarks.Routing;

/// <summary>From a request to its route: rules of one host are tried in order, hosts are looked up.</summary>
[BenchmarkCategory(AllocationGate.PerRequest)]
public class RouteMatchBenchmark
{
    HttpRouteTable rules = null!;
    HttpRouteTable hosts = null!;
    RoutedRequest lastRule = null!;
    RoutedRequest lastHost = null!;

    /// <summary>How many there are; the last one matches.</summary>
    [Params(1, 100, 10_000)]
    public int Routes { get; set; }

    [GlobalSetup]
    public void Make()
    {
        rules = new HttpRouteTable([new VirtualHost { Domains = ["reviews"], Entries = [.. Enumerable.Range(0, Routes).Select(Entry)] }], RouteMiss.NotFound);
        hosts = new HttpRouteTable([.. Enumerable.Range(0, Routes).Select(Host)], RouteMiss.NotFound);
        lastRule = new RoutedRequest($"/items/{Routes - 1}/x", "reviews");
        lastHost = new RoutedRequest("/", $"service-{Routes - 1}.default:9080");
        Answer.MustBe($"r{Routes - 1}", rules.Match(lastRule.View).Route?.Name);
        Answer.MustBe($"h{Routes - 1}", hosts.Match(lastHost.View).Route?.Name);
    }

    [Benchmark]
    public bool Last_rule_of_a_host() => rules.Match(lastRule.View).Route is not null;

    [Benchmark]
    public bool One_host_of_many() => hosts.Match(lastHost.View).Route is not null;

    static RouteEntry Entry(int index) => new(new HttpMatcher { Uri = new PrefixMatcher($"/items/{index}/", ignoreCase: false) }, RouteNamed($"r{index}"), 0);

    static VirtualHost Host(int index) => new()
    {
        Domains = [$"service-{index}.default.svc.cluster.local", $"service-{index}.default"],
        Entries = [new RouteEntry(HttpMatcher.Always, RouteNamed($"h{index}"), 0)],
    };

    static Route RouteNamed(string name) => new()
    {
        Name = name,
        Origin = "",
        Clusters = new WeightedClusters([new WeightedClusters.Choice(null, 1, [], name)]),
    };
}
