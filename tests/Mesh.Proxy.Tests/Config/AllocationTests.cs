using System.Net;
using Mesh.Contract;
using Mesh.Protocols.Http1;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Tests.Routing;
using Xunit;
using static Mesh.Proxy.Tests.Config.TestMesh;

namespace Mesh.Proxy.Tests.Config;

/// <summary>What runs per request allocates nothing once it is warm.</summary>
public class AllocationTests
{
    const string Host = "reviews.default.svc.cluster.local";

    static StringMatch Regex(string value) => new() { Regex = value };

    static TestMesh Mesh(Contract.LoadBalancer balancer)
    {
        var service = Kubernetes("reviews", "10.96.0.1", 9080, Protocol.Http, Version("v2"), Version("v3"));
        foreach (var subset in service.Subsets)
            subset.Policies.Add(new PortPolicy { LoadBalancer = balancer });
        var rule = Rule("last", [new HttpMatch { Uri = new StringMatch { Prefix = "/a" } }], To(Host, "v2", 80), To(Host, "v3", 20));
        rule.Headers = new HeaderEdits { Request = new() { Set = { new Header { Name = "x-a", Value = "1" } }, Remove = { "x-b" } }, Response = new() { Add = { new Header { Name = "x-c", Value = "2" } } } };
        rule.Rewrite = new Rewrite { Uri = "/b", Authority = "c" };
        var regex = Rule("regex", [new HttpMatch { Uri = new StringMatch { Exact = "/r" } }], To(Host, "v2"));
        regex.Rewrite = new Rewrite { Regex = "r+", RegexSubstitution = "s" };
        var mesh = new TestMesh().Put(service)
            .PutEndpoints(Host, Pod("10.0.0.1", "v2", 3), Pod("10.0.0.2", "v2"), Pod("10.0.0.3", "v3"), Pod("10.0.0.4", "v3"))
            .Put(new Routes
            {
                Name = "r",
                Domains = { Host },
                Http =
                {
                    Rule("headers", [new HttpMatch { Headers = { new NamedMatch { Name = "x-user", Value = Regex("never.*") } }, WithoutHeaders = { new NamedMatch { Name = "x-z" } } }], To(Host)),
                    Rule("query", [new HttpMatch { QueryParams = { new NamedMatch { Name = "q", Value = Regex("[0-9]+x") } } }], To(Host)),
                    regex,
                    rule,
                },
            });
        mesh.Build();
        return mesh;
    }

    [Theory]
    [InlineData(Contract.LoadBalancer.LeastRequest)]
    [InlineData(Contract.LoadBalancer.RoundRobin)]
    [InlineData(Contract.LoadBalancer.Random)]
    public void Find_match_pick_filter_and_write_allocate_nothing(Contract.LoadBalancer balancer)
    {
        var mesh = Mesh(balancer);
        var request = new TestRequest("/a?q=12", "reviews:9080", "GET", "X-User: someone", "X-User: else", "x-b: 1");
        var regex = new TestRequest("/r?q=12", "REVIEWS");
        var exchange = new Exchange(0, Http1Limits.Default);
        var destination = new IPEndPoint(IPAddress.Parse("10.96.0.1"), 9080);
        var random = new FastRandom(5);
        for (var i = 0; i < 2000; i++)
            Once(mesh, request, regex, exchange, destination, ref random);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
            Once(mesh, request, regex, exchange, destination, ref random);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static void Once(TestMesh mesh, TestRequest request, TestRequest regex, Exchange exchange, IPEndPoint destination, ref FastRandom random)
    {
        Once(mesh, request, exchange, destination, ref random);
        Once(mesh, regex, exchange, destination, ref random);
    }

    static void Once(TestMesh mesh, TestRequest request, Exchange exchange, IPEndPoint destination, ref FastRandom random)
    {
        exchange.RequestBytes = request.Bytes;
        exchange.RewrittenPath = default;
        exchange.RequestEdits.Clear();
        exchange.ResponseEdits.Clear();
        var scanned = 0;
        Http1RequestParser.Parse(request.Bytes.Span, Http1Limits.Default, exchange.Request, ref scanned, out _);
        var route = mesh.Snapshot.Outbound.Find(destination)!.Http!.Match(request.View).Route!;
        var choice = route.Clusters.Pick(ref random)!;
        for (var i = 0; i < route.Filters.Count; i++)
            route.Filters[i].OnRequest(exchange);
        for (var i = 0; i < choice.Filters.Count; i++)
            choice.Filters[i].OnRequest(exchange);
        choice.Cluster!.Balancer.Pick(0, ref random);
        for (var i = 0; i < route.Filters.Count; i++)
            route.Filters[i].OnResponse(exchange);
        Span<byte> added = stackalloc byte[256];
        exchange.RequestEdits.WriteAdded(added);
        foreach (ref readonly var field in request.Head.Fields)
            exchange.RequestEdits.Drops(request.Bytes.Span, field);
    }
}
