using System.Net;
using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.Filters;
using Mesh.Proxy.Listeners;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Telemetry.AccessLogs;
using Mesh.Testing.Buffers;
using Mesh.Testing.InMemory;
using Mesh.Transport;
using Cluster = Mesh.Proxy.Config.Cluster;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy.Tests.Harness;

/// <summary>
/// One worker of a proxy between a client and upstreams, in memory and in virtual time. Service port 80 leads to <see cref="Upstream"/>; disposing it
/// checks that the proxy holds no buffer any more.
/// </summary>
sealed class ProxyScene : IDisposable
{
    static readonly IPEndPoint ServiceAddress = new(IPAddress.Parse("10.1.0.1"), 80);
    static readonly IPEndPoint OutboundAddress = new(IPAddress.Any, 15001);
    static readonly IPEndPoint InboundAddress = new(IPAddress.Any, 15006);
    static readonly IPEndPoint GatewayAddress = new(IPAddress.Any, 8080);

    readonly LeakTrackingBufferPool buffers = new();
    readonly InMemoryLoop peers;
    int lastUpstream;

    public ProxyScene(ServingOptions? options = null, int segmentSize = int.MaxValue, AccessLogSwitch? accessLog = null)
    {
        Network = new InMemoryNetwork { SegmentSize = segmentSize };
        peers = Network.CreateLoop();
        Loop = Network.CreateLoop(buffers);
        Telemetry = new WorkerTelemetry(0, accessLog, Network.Time);
        Worker = new Worker(0, 1, Loop, Config, Telemetry, options ?? ServingOptions.Default)
        {
            OnBug = bug =>
            {
                Bugs.Add(bug);
                return true;
            },
        };
        Upstream = AddServer();
        Listeners = new WorkerListeners(Worker, ListenOptions.Default);
        Listeners.Add(new ListenerSpec("virtualOutbound", OutboundAddress, ListenerSide.Application, worker => new OutboundAcceptor(worker)));
        Listeners.Add(new ListenerSpec("virtualInbound", InboundAddress, ListenerSide.Peers, worker => new InboundAcceptor(worker, new HashSet<int> { 16000 })));
        Listeners.Add(new ListenerSpec("gateway", GatewayAddress, ListenerSide.Peers, worker => new GatewayAcceptor(worker, 8080, "")));
        Network.Redirect(ServiceAddress, new IPEndPoint(IPAddress.Loopback, 15001));
        Route(RouteTo(Upstream));
    }

    public InMemoryNetwork Network { get; }

    public InMemoryLoop Loop { get; }

    public Worker Worker { get; }

    public WorkerListeners Listeners { get; }

    public WorkerTelemetry Telemetry { get; }

    public SnapshotHolder Config { get; } = new();

    public ScriptedServer Upstream { get; }

    /// <summary>Exceptions that reached the top of a connection: none is expected, ever.</summary>
    public List<Exception> Bugs { get; } = [];

    public int RentedBuffers => buffers.Rented;

    public ScriptedServer AddServer() => new(Network, peers, new IPEndPoint(IPAddress.Parse("10.2.0.1"), 9000 + lastUpstream++));

    /// <summary>The application connects to the service.</summary>
    public ScriptedPeer Client() => ConnectTo(ServiceAddress);

    /// <summary>A peer connects to the application at this address.</summary>
    public ScriptedPeer InboundClient(IPEndPoint application)
    {
        return Captured(application, 15006);
    }

    public ScriptedPeer GatewayClient() => ConnectTo(new IPEndPoint(IPAddress.Loopback, 8080));

    /// <summary>The application connects to somewhere that capture sends to the proxy.</summary>
    public ScriptedPeer CapturedClient(IPEndPoint destination)
    {
        return Captured(destination, 15001);
    }

    /// <summary>Capture takes this connection and not those of the proxy itself, as rules by uid do.</summary>
    ScriptedPeer Captured(IPEndPoint destination, int port)
    {
        Network.Redirect(destination, new IPEndPoint(IPAddress.Loopback, port));
        var peer = ConnectTo(destination);
        Network.Redirect(destination, destination);
        return peer;
    }

    public ScriptedPeer ConnectTo(IPEndPoint address) => new(Network, Connect(address));

    /// <summary>The application's connection to the service, or a stranger's to the gateway, for a peer of another kind.</summary>
    public InMemoryConnection ConnectRaw(bool gateway = false) => Connect(gateway ? new IPEndPoint(IPAddress.Loopback, 8080) : ServiceAddress);

    InMemoryConnection Connect(IPEndPoint address) =>
        (InMemoryConnection)Network.Run(peers.ConnectAsync(address, ConnectOptions.Default).AsTask()).Connection!;

    public Route RouteTo(params ScriptedServer[] servers) => RouteTo(TimeSpan.Zero, [], servers);

    public Route RouteTo(TimeSpan timeout, IReadOnlyList<IHttpFilter> filters, params ScriptedServer[] servers) => new()
    {
        Name = "default",
        Origin = "Service reviews.default",
        Clusters = WeightedClusters.Single(ClusterOf([.. servers.Select(server => server.Address)])),
        Filters = filters,
        Timeout = timeout,
    };

    public Cluster ClusterOf(params IPEndPoint[] addresses)
    {
        Endpoint[] endpoints = [.. addresses.Select(address => new Endpoint(address, 1, new WorkloadIdentity(), 1))];
        return new Cluster
        {
            Name = "outbound|80||reviews",
            ServiceHostname = "reviews",
            ServiceName = "reviews",
            ServiceNamespace = "default",
            Endpoints = endpoints,
            Balancer = new RoundRobinBalancer(endpoints, 1),
        };
    }

    /// <summary>Port 80 leads to this route, as HTTP.</summary>
    public void Route(Route route) => Publish(Protocol.Http, route);

    public void Publish(Protocol protocol, Route route, OutboundTrafficPolicy policy = OutboundTrafficPolicy.AllowAny) =>
        Publish(new Target { Protocol = protocol, Http = HttpRouteTable.Single(route), Tcp = TcpRouteTable.Single(route) }, policy);

    public void Publish(Target target, OutboundTrafficPolicy policy = OutboundTrafficPolicy.AllowAny, Workload? workload = null) =>
        Config.Publish(new Snapshot
        {
            Generation = Config.Current.Generation + 1,
            Workload = workload ?? new Workload { OutboundPolicy = policy, Identity = new WorkloadIdentity { Workload = "client" } },
            Outbound = new OutboundTable(new Dictionary<OutboundTable.Key, Target>(), new Dictionary<int, Target> { [80] = target }),
            Inbound = InboundTable.Empty,
            GatewayListeners = [new GatewayListener { Port = 8080, Bind = "", Protocol = Protocol.Http, Origin = "Gateway g servers[0]", Http = target.Http }],
        });

    /// <summary>All that port 80's route of a snapshot leads to.</summary>
    public IEnumerable<Endpoint> EndpointsOf(Snapshot snapshot) =>
        snapshot.Outbound.ByPort[80].Tcp!.Entries[0].Route.Clusters.Choices[0].Cluster!.Endpoints;

    public void Passes(TimeSpan time) => Network.Advance(time);

    public void Dispose()
    {
        Network.Run(Loop.DisposeAsync().AsTask());
        Network.RunUntilIdle();
        if (Bugs.Count > 0)
        {
            throw new AggregateException(Bugs);
        }

        buffers.Verify();
    }
}
