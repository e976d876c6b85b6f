using System.Text;
using Mesh.Contract;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Config;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry;
using Xunit;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy.Tests.Telemetry;

/// <summary>Exchanges and connections as the rooms before Telemetry leave them.</summary>
static class Exchanges
{
    public static readonly WorkloadIdentity Productpage = Identity("productpage");
    public static readonly WorkloadIdentity Reviews = Identity("reviews");

    public static readonly Snapshot Snapshot = new() { Workload = new Workload { Identity = Productpage } };

    public static readonly Snapshot ReviewsSnapshot = new() { Workload = new Workload { Identity = Reviews } };

    public static readonly Endpoint ReviewsEndpoint = new(System.Net.IPEndPoint.Parse("10.0.0.2:9080"), 1, Reviews, workers: 2);

    public static readonly Cluster ReviewsCluster = Cluster("outbound|9080|v1|reviews.default.svc.cluster.local", ReviewsEndpoint);

    public static readonly Route ReviewsRoute = new()
    {
        Name = "reviews-route",
        Origin = "VirtualService default/reviews http[0]",
        Clusters = new WeightedClusters([]),
    };

    public static WorkloadIdentity Identity(string app) => new()
    {
        Workload = app + "-v1",
        Namespace = "default",
        App = app,
        Version = "v1",
        Cluster = "Kubernetes",
        CanonicalService = app,
        CanonicalRevision = "v1",
        Principal = $"spiffe://cluster.local/ns/default/sa/{app}",
    };

    public static Cluster Cluster(string name, params Endpoint[] endpoints) => new()
    {
        Name = name,
        ServiceHostname = "reviews.default.svc.cluster.local",
        ServiceName = "reviews",
        ServiceNamespace = "default",
        Endpoints = endpoints,
        Balancer = new NoBalancer(),
    };

    /// <summary>GET /reviews/1 that reviews answered with 200, at 02:03:04.567 on 2 January 2026 if the clock starts there.</summary>
    public static Exchange Outbound(TimeProvider? time = null)
    {
        var exchange = new Exchange(0, Http1Limits.Default)
        {
            Direction = Direction.Outbound,
            Snapshot = Snapshot,
            DownstreamRemoteAddress = "10.0.0.1:41234",
            DownstreamLocalAddress = "10.96.0.7:9080",
            Route = ReviewsRoute,
            Cluster = ReviewsCluster,
            Endpoint = ReviewsEndpoint,
            ClusterName = ReviewsCluster.Name,
            DecidedBy = ReviewsRoute.Origin,
            UpstreamLocalAddress = "10.0.0.1:50000",
            ResponseCode = 200,
            Details = "via_upstream",
            RequestHeadBytes = 200,
            RequestBodyBytes = 12,
            ResponseHeadBytes = 100,
            ResponseBodyBytes = 379,
        };
        Receive(exchange, "GET /reviews/1?x=1 HTTP/1.1\r\nHost: reviews:9080\r\nUser-Agent: curl/8.0\r\nX-Request-Id: 3f2c\r\nX-Forwarded-For: 10.9.8.7\r\n\r\n");
        Answer(exchange, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 379\r\n\r\n");
        Stamp(exchange, time ?? TimeProvider.System);
        return exchange;
    }

    public static Exchange Inbound()
    {
        var exchange = Outbound();
        exchange.Direction = Direction.Inbound;
        exchange.Snapshot = ReviewsSnapshot;
        exchange.Cluster = Cluster("inbound|9080||", ReviewsEndpoint);
        exchange.SourceWorkload = Productpage;
        return exchange;
    }

    public static void Receive(Exchange exchange, string head)
    {
        exchange.RequestBytes = Encoding.Latin1.GetBytes(head);
        var scanned = 0;
        Assert.Equal(
            Http1ParseStatus.Complete,
            Http1RequestParser.Parse(exchange.RequestBytes.Span, Http1Limits.Default, exchange.Request, ref scanned, out _));
    }

    public static void Answer(Exchange exchange, string head)
    {
        exchange.ResponseBytes = Encoding.Latin1.GetBytes(head);
        var scanned = 0;
        Assert.Equal(
            Http1ParseStatus.Complete,
            Http1ResponseParser.Parse(exchange.ResponseBytes.Span, Http1Limits.Default, exchange.Response, Http1Method.Get, ref scanned, out _));
    }

    public static TcpFlow Flow() => new()
    {
        Direction = Direction.Outbound,
        Snapshot = Snapshot,
        DownstreamRemoteAddress = "10.0.0.1:41234",
        DownstreamLocalAddress = "10.96.0.9:6379",
        Cluster = ReviewsCluster,
        Endpoint = ReviewsEndpoint,
        ClusterName = ReviewsCluster.Name,
        DecidedBy = "Service reviews.default",
        UpstreamLocalAddress = "10.0.0.1:50001",
        Started = 1,
        Ended = 1 + TimeProvider.System.TimestampFrequency,
    };

    static void Stamp(Exchange exchange, TimeProvider time)
    {
        exchange.Started = time.GetTimestamp();
        exchange.UpstreamStarted = exchange.Started + Milliseconds(time, 1);
        exchange.UpstreamFirstByte = exchange.Started + Milliseconds(time, 6);
        exchange.Ended = exchange.Started + Milliseconds(time, 7);
    }

    public static long Milliseconds(TimeProvider time, double milliseconds) => (long)(milliseconds * time.TimestampFrequency / 1000);

    sealed class NoBalancer : ILoadBalancer
    {
        public Endpoint? Pick(int worker, ref FastRandom random) => null;
    }
}
