using System.Net;
using Mesh.Contract;
using Mesh.Protocols.Http2;
using Mesh.Proxy.Config;
using Mesh.Proxy.Filters;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry.AccessLogs;
using Mesh.Proxy.Tests.Harness;
using Mesh.Testing.InMemory;
using Cluster = Mesh.Proxy.Config.Cluster;
using Endpoint = Mesh.Proxy.Config.Endpoint;
using Xunit;

namespace Mesh.Proxy.Tests.Http2.Harness;

/// <summary>
/// A proxy between a client and an upstream of either version. Disposing it checks that nothing leaked: buffers, streams on either side, what endpoints
/// count as active.
/// </summary>
sealed class PairScene : IDisposable
{
    readonly bool clientIsHttp2;
    readonly bool upstreamIsHttp2;
    readonly List<Http2Peer> clients = [];
    readonly List<Http2Peer> upstreams = [];
    readonly List<Endpoint> endpoints = [];

    public PairScene(
        bool client2, bool upstream2, ServingOptions? options = null, Http2Options? upstreamOptions = null, int segmentSize = int.MaxValue,
        AccessLogSwitch? accessLog = null)
    {
        clientIsHttp2 = client2;
        upstreamIsHttp2 = upstream2;
        UpstreamOptions = upstreamOptions;
        Scene = new ProxyScene(options, segmentSize, accessLog);
        Listen(Scene.Upstream);
        RouteTo([Scene.Upstream]);
    }

    /// <summary>All four.</summary>
    public static TheoryData<bool, bool> Pairs => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    public bool ClientIsHttp2 => clientIsHttp2;

    public ProxyScene Scene { get; }

    public InMemoryNetwork Network => Scene.Network;

    public Worker Worker => Scene.Worker;

    public Http2Options? UpstreamOptions { get; set; }

    public IReadOnlyList<Http2Peer> Upstreams => upstreams;

    public IReadOnlyList<Endpoint> Endpoints => endpoints;

    public ScriptedServer AddServer()
    {
        var server = Scene.AddServer();
        Listen(server);
        return server;
    }

    public void RouteTo(ScriptedServer[] servers, TimeSpan timeout = default, IReadOnlyList<IHttpFilter>? filters = null, TimeSpan? connectTimeout = null) =>
        Scene.Route(RouteOf([.. servers.Select(server => server.Address)], timeout, filters ?? [], connectTimeout));

    public Route RouteOf(IPEndPoint[] addresses, TimeSpan timeout, IReadOnlyList<IHttpFilter> filters, TimeSpan? connectTimeout = null)
    {
        Endpoint[] made = [.. addresses.Select(address => new Endpoint(address, 1, new WorkloadIdentity(), 1))];
        endpoints.AddRange(made);
        var cluster = new Cluster
        {
            Name = "outbound|80||reviews",
            ServiceHostname = "reviews",
            ServiceName = "reviews",
            ServiceNamespace = "default",
            Endpoints = made,
            Balancer = new RoundRobinBalancer(made, 1),
            Version = upstreamIsHttp2 ? UpstreamVersion.Http2 : UpstreamVersion.Http1,
            ConnectTimeout = connectTimeout ?? TimeSpan.FromSeconds(10),
        };
        return new Route { Name = "default", Origin = "Service reviews.default", Clusters = WeightedClusters.Single(cluster), Filters = filters, Timeout = timeout };
    }

    /// <summary>A connection of the application's.</summary>
    public Http2Peer Connects(Http2Options? options = null) => Speak(Scene.ConnectRaw(), options);

    /// <summary>A connection of a stranger's to the gateway.</summary>
    public Http2Peer ConnectsToGateway(Http2Options? options = null) => Speak(Scene.ConnectRaw(gateway: true), options);

    /// <summary>A request on a connection of its own.</summary>
    /// <param name="length">Of the body; -1: unknown; 0 without <paramref name="hasBody"/>: none.</param>
    public Side Asks(string line, bool hasBody = false, long length = -1, params string[] fields)
    {
        if (!clientIsHttp2)
        {
            var side = new Http1Side(Scene.Client(), toHead: line.StartsWith("HEAD", StringComparison.Ordinal));
            side.Asks(line, length, hasBody, fields);
            return side;
        }

        return AsksOn(Connects(), line, hasBody, length, fields);
    }

    public static Http2Side AsksOn(Http2Peer peer, string line, bool hasBody = false, long length = -1, params string[] fields)
    {
        string[] lowered = [.. fields.Select(Lower)];
        string[] all = hasBody && length >= 0 ? [.. lowered, $"content-length: {length}"] : lowered;
        return new Http2Side(peer, peer.Opens(line, end: !hasBody, all));
    }

    /// <summary>The request as the upstream hears it: the oldest that the test has not seen.</summary>
    public Side Accepts(bool toHead = false)
    {
        Network.RunUntilIdle();
        if (!upstreamIsHttp2)
        {
            return new Http1Side(Scene.Upstream.Accepts());
        }

        var peer = upstreams.First(upstream => upstream.HasMore);
        return new Http2Side(peer, peer.Accepts());
    }

    public void Passes(TimeSpan time) => Scene.Passes(time);

    /// <summary>Nothing is held by anybody any more, though connections may be open.</summary>
    public void AssertIdle()
    {
        Network.RunUntilIdle();
        Assert.All(endpoints, endpoint => Assert.Equal(0, endpoint.Slot(0).Active));
        Assert.Equal((0, 0), (Worker.ServerStreams.Rented, Worker.UpstreamStreams.Rented));
        Assert.All(clients.Concat(upstreams), peer => Assert.Equal(0, peer.ActiveStreams));
    }

    public void Dispose()
    {
        Scene.Dispose();
        Network.RunUntilIdle();
        Assert.All(endpoints, endpoint => Assert.Equal(0, endpoint.Slot(0).Active));
        Assert.Equal((0, 0), (Worker.ServerStreams.Rented, Worker.UpstreamStreams.Rented));
    }

    static string Lower(string field)
    {
        var colon = field.IndexOf(':', 1);
        return field[..colon].ToLowerInvariant() + field[colon..];
    }

    Http2Peer Speak(InMemoryConnection connection, Http2Options? options)
    {
        var peer = new Http2Peer(Network, connection, Http2Role.Client, options);
        clients.Add(peer);
        peer.Speak();
        return peer;
    }

    void Listen(ScriptedServer server)
    {
        if (upstreamIsHttp2)
        {
            server.OnRawConnection = connection => upstreams.Add(new Http2Peer(Network, connection, Http2Role.Server, UpstreamOptions));
        }
    }
}
