using Mesh.Contract;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Config;

/// <summary>
/// From the contract's resources to snapshots. Keeps what it decoded and built, so that the next snapshot shares with the last all that did not change. For one
/// thread, which is not a worker's.
/// </summary>
/// <param name="workers">Workers of the process: endpoints have a slot for each.</param>
/// <param name="type">A gateway has listeners of its own and no captured traffic.</param>
sealed class SnapshotBuilder(int workers, NodeType type)
{
    static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(10);

    readonly ResourceAcceptor acceptor = new();
    readonly ClusterBuilder clusterBuilder = new(workers, type == NodeType.Gateway);
    Dictionary<string, ServiceClusters> services = new(StringComparer.Ordinal);
    Snapshot current = Snapshot.Empty;

    /// <param name="set">All that the control plane (or a file) says; may hold anything.</param>
    /// <param name="answers">What names resolve to by now.</param>
    public SnapshotBuild Build(ResourceSet set, DnsAnswers answers)
    {
        acceptor.Apply(set);
        var inUse = ResourceSet.Of(set.Generation, acceptor.Accepted.Values.Select(accepted => accepted.Resource));
        services = BuildServices(answers);
        var conflicts = new List<Rejection>();
        current = BuildSnapshot(inUse, conflicts);
        return new SnapshotBuild(
            current, inUse, [.. acceptor.Rejections, .. conflicts], services.Values.SelectMany(service => service.DnsNames).ToHashSet());
    }

    Dictionary<string, ServiceClusters> BuildServices(DnsAnswers answers)
    {
        var next = new Dictionary<string, ServiceClusters>(StringComparer.Ordinal);
        foreach (var service in Decoded<ServicePlan>())
        {
            var endpoints = acceptor.Accepted.GetValueOrDefault(new ResourceKey(Kind.Endpoints, service.ResourceName))?.Resource;
            var previous = services.GetValueOrDefault(service.Hostname);
            next[service.Hostname] = previous?.IsMadeOf(service, endpoints, answers) == true
                ? previous
                : clusterBuilder.Build(service, endpoints, answers, previous);
        }

        return next;
    }

    Snapshot BuildSnapshot(ResourceSet inUse, List<Rejection> conflicts)
    {
        var workload = Decoded<Workload>().FirstOrDefault() ?? current.Workload;
        var connectTimeout = ContractTime.ReadOr(workload.ConnectTimeoutMs, DefaultConnectTimeout);
        var routes = Decoded<RoutesPlan>().OrderBy(plan => plan.Name, StringComparer.Ordinal).ToList();
        var linker = new RouteLinker(services);
        var inbound = ReferenceEquals(workload, current.Workload) ? current.Inbound : InboundTableBuilder.Build(workload, connectTimeout);
        var isGateway = type == NodeType.Gateway;
        var passthrough = Kept(current.Passthrough, connectTimeout);
        var blackHole = Kept(current.BlackHole, connectTimeout);
        return new Snapshot
        {
            Generation = inUse.Generation,
            IsReady = true,
            Workload = workload,
            Inbound = inbound,
            Outbound = isGateway ? OutboundTable.Empty : Outbound(routes, linker, workload),
            Passthrough = passthrough,
            BlackHole = blackHole,
            GatewayListeners = isGateway ? Gateways(routes, linker, conflicts) : [],
            Clusters = [.. ClustersOf(inbound), .. ClustersOf(passthrough), .. ClustersOf(blackHole), .. InOrder().SelectMany(service => service.Clusters)],
            Resources = [.. inUse.InOrder()],
        };
    }

    static Route Kept(Route route, TimeSpan connectTimeout) =>
        ClustersOf(route).Single() is var cluster && cluster.ConnectTimeout == connectTimeout
            ? route
            : Snapshot.RouteTo(cluster.Name, route.Name, connectTimeout);

    OutboundTable Outbound(List<RoutesPlan> routes, RouteLinker linker, Workload workload) =>
        new OutboundTableBuilder([.. InOrder()], new MeshRoutes(routes), linker, workload, current.Outbound).Build();

    List<GatewayListener> Gateways(List<RoutesPlan> routes, RouteLinker linker, List<Rejection> conflicts)
    {
        var servers = Decoded<GatewayServerPlan>().OrderBy(server => server.Name, StringComparer.Ordinal);
        var listeners = new GatewayListenerBuilder(routes, linker).Build(servers, out var refused);
        conflicts.AddRange(refused.Select(one => new Rejection { Kind = Kind.GatewayServer, Name = one.Server.Name, Reason = one.Reason }));
        return listeners;
    }

    // As the contract says (2.29). What is left is a host name each, so that the order is the same everywhere.
    IEnumerable<ServiceClusters> InOrder() => services.Values
        .OrderBy(service => service.Service.Precedence)
        .ThenBy(service => service.Service.Name, StringComparer.Ordinal)
        .ThenBy(service => service.Service.Namespace, StringComparer.Ordinal)
        .ThenBy(service => service.Service.Hostname, StringComparer.Ordinal);

    IEnumerable<T> Decoded<T>() => acceptor.Accepted.Values.Select(accepted => accepted.Decoded).OfType<T>();

    static IEnumerable<Cluster> ClustersOf(InboundTable inbound) =>
        inbound.Declared.Values.Append(inbound.Find(0)).OfType<Target>().SelectMany(target => target.Tcp?.Entries ?? []).SelectMany(entry => ClustersOf(entry.Route));

    static IEnumerable<Cluster> ClustersOf(Route route) => route.Clusters.Choices.Select(choice => choice.Cluster).OfType<Cluster>();
}
