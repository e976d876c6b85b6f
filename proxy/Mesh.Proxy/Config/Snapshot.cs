using Mesh.Contract;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Config;

/// <summary>
/// Everything the proxy knows, of one generation: immutable, published by one volatile write, read once per request. Objects that did not change
/// between generations (endpoints above all, which carry pools and counters) are the same objects.
/// </summary>
sealed class Snapshot
{
    // Before Empty, whose own properties need it: static fields are made in their order.
    static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What a proxy without configuration runs on: nothing known, not ready.</summary>
    public static readonly Snapshot Empty = new();

    /// <summary>0 only before the first configuration.</summary>
    public ulong Generation { get; init; }

    /// <summary>11.1: the first configuration was applied.</summary>
    public bool IsReady { get; init; }

    /// <summary>The proxy's own workload: metric labels, access log, policies.</summary>
    public Workload Workload
    {
        get;
        init
        {
            field = value;
            Http = HttpPolicy.Of(value);
        }
    } = new();

    /// <summary>What it says of HTTP.</summary>
    public HttpPolicy Http { get; private init; } = HttpPolicy.Default;

    public bool AllowAny => Workload.OutboundPolicy == OutboundTrafficPolicy.AllowAny;

    public OutboundTable Outbound { get; init; } = OutboundTable.Empty;

    public InboundTable Inbound { get; init; } = InboundTable.Empty;

    /// <summary>What <see cref="RouteMiss.Passthrough"/> and unknown TCP destinations under ALLOW_ANY take: PassthroughCluster, to the original destination.</summary>
    public Route Passthrough { get; init; } = RouteTo(ClusterName.Passthrough, "allow_any", DefaultConnectTimeout);

    /// <summary>
    /// What <see cref="RouteMiss.Blocked"/> and unknown TCP destinations under REGISTRY_ONLY are counted under: BlackHoleCluster. Nothing may be
    /// connected by it.
    /// </summary>
    public Route BlackHole { get; init; } = RouteTo(ClusterName.BlackHole, "block_all", DefaultConnectTimeout);

    /// <summary>Gateway mode: what to listen on, and the routes behind it.</summary>
    public IReadOnlyList<GatewayListener> GatewayListeners { get; init; } = [];

    /// <summary>All clusters, for admin.</summary>
    public IReadOnlyList<Cluster> Clusters { get; init; } = [];

    /// <summary>The resources it was built from, for admin's config_dump.</summary>
    public IReadOnlyList<Resource> Resources { get; init; } = [];

    public static Route RouteTo(string cluster, string name, TimeSpan connectTimeout) => new()
    {
        Name = name,
        Origin = "",
        Clusters = WeightedClusters.Single(ClusterBuilder.Passthrough(cluster, connectTimeout)),
    };
}
