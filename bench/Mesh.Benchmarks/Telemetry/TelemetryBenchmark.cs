using System.Net;
using BenchmarkDotNet.Attributes;
using Mesh.Benchmarks.Http1;
using Mesh.Contract;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Config;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Telemetry.AccessLogs;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Benchmarks.Telemetry;

/// <summary>The one place where a finished exchange is counted and logged.</summary>
[BenchmarkCategory(AllocationGate.PerRequest)]
public class TelemetryBenchmark
{
    readonly CountingDestination destination = new();
    readonly WorkerTelemetry counting = new(0);
    readonly Exchange exchange = FinishedExchange();
    readonly LogWriter writer = new(maxBuffers: 64);
    WorkerTelemetry logging = null!;

    [GlobalSetup]
    public void Check()
    {
        var accessLog = new AccessLogSwitch(writer, _ => destination);
        Answer.MustBe("", accessLog.Apply(new AccessLog { Path = "bench" }));
        logging = new WorkerTelemetry(0, accessLog);
        Counted();
        Answer.MustBe(1, counting.Http.Count);
        Counted_and_logged();
        logging.Flush();
        SpinWait.SpinUntil(() => writer.WrittenBytes > 0, TimeSpan.FromSeconds(5));
        Answer.MustBe(true, destination.FirstLine.Contains("\"GET /reviews/1?page=2 HTTP/1.1\" 200 - via_upstream"));
    }

    [GlobalCleanup]
    public void Stop() => writer.Dispose();

    [Benchmark(Baseline = true)]
    public void Counted() => counting.Complete(exchange);

    [Benchmark]
    public void Counted_and_logged() => logging.Complete(exchange);

    static Exchange FinishedExchange()
    {
        var reviews = new WorkloadIdentity { Workload = "reviews-v1", Namespace = "default", CanonicalService = "reviews", CanonicalRevision = "v1" };
        var endpoint = new Endpoint(new IPEndPoint(new IPAddress([10, 0, 0, 2]), 9080), 1, reviews, workers: 1);
        var cluster = new Cluster
        {
            Name = "outbound|9080||reviews.default.svc.cluster.local",
            ServiceHostname = "reviews.default.svc.cluster.local",
            ServiceName = "reviews",
            ServiceNamespace = "default",
            Endpoints = [endpoint],
            Balancer = new RandomBalancer([endpoint]),
        };
        var route = new Route { Name = "default", Origin = "Service reviews.default", Clusters = WeightedClusters.Single(cluster) };
        var exchange = new Exchange(0, Http1Limits.Default)
        {
            Direction = Direction.Outbound,
            Snapshot = new Snapshot { Workload = new Workload { Identity = new WorkloadIdentity { Workload = "productpage-v1", Namespace = "default" } } },
            DownstreamRemoteAddress = "10.0.0.1:41234",
            DownstreamLocalAddress = "10.96.0.7:9080",
            Route = route,
            Cluster = cluster,
            Endpoint = endpoint,
            ClusterName = cluster.Name,
            DecidedBy = route.Origin,
            UpstreamLocalAddress = "10.0.0.1:50000",
            ResponseCode = 200,
            Details = "via_upstream",
            RequestBytes = Heads.OnTheWire(Heads.EightFields),
            ResponseBytes = Heads.OnTheWire(Heads.Response),
            ResponseBodyBytes = 24,
        };
        var scanned = 0;
        Answer.MustBe(Http1ParseStatus.Complete, Http1RequestParser.Parse(exchange.RequestBytes.Span, Http1Limits.Default, exchange.Request, ref scanned, out _));
        scanned = 0;
        Answer.MustBe(
            Http1ParseStatus.Complete,
            Http1ResponseParser.Parse(exchange.ResponseBytes.Span, Http1Limits.Default, exchange.Response, Http1Method.Get, ref scanned, out _));
        exchange.Started = TimeProvider.System.GetTimestamp();
        exchange.Ended = exchange.Started + TimeProvider.System.TimestampFrequency / 200;
        return exchange;
    }
}
