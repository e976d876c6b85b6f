using Mesh.Contract;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Config;

/// <summary>
/// Everything the proxy knows, of one generation: immutable, published by one volatile write, read once per request. Objects that did not change
/// between generations (endpoints above all, which carry pools and counters) are the same objects.
/// </summary>
sealed class Snapshot
{
    /// <summary>What a proxy without configuration runs on: nothing known, not ready.</summary>
    public static readonly Snapshot Empty = new();

    public ulong Generation { get; init; }

    /// <summary>The proxy's own workload: metric labels, access log, policies.</summary>
    public Workload Workload { get; init; } = new();

    public bool AllowAny => Workload.OutboundPolicy == OutboundTrafficPolicy.AllowAny;

    public OutboundTable Outbound { get; init; } = OutboundTable.Empty;

    public InboundTable Inbound { get; init; } = InboundTable.Empty;

    /// <summary>Gateway mode: what to listen on, and the routes behind it.</summary>
    public IReadOnlyList<GatewayListener> GatewayListeners { get; init; } = [];

    /// <summary>All clusters, for admin.</summary>
    public IReadOnlyList<Cluster> Clusters { get; init; } = [];

    /// <summary>The resources it was built from, for admin's config_dump.</summary>
    public IReadOnlyList<Resource> Resources { get; init; } = [];
}
