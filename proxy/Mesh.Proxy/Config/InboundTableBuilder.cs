using Mesh.Contract;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Config;

/// <summary>The application's ports (1.24). All traffic goes on to the port it was sent to, declared or not.</summary>
static class InboundTableBuilder
{
    /// <exception cref="RejectedException">A port is none.</exception>
    public static InboundTable Build(Workload workload, TimeSpan connectTimeout)
    {
        var declared = new Dictionary<int, Target>();
        foreach (var port in workload.Inbound)
        {
            // Of several services on one port the first, which is the oldest, names it.
            if (PortKinds.Of(port.Protocol) != PortKind.Udp)
                declared.TryAdd(ContractAddress.ReadPort(port.Port, "inbound port"), TargetOf(port, connectTimeout));
        }

        var route = new Route
        {
            Name = "default",
            Origin = "",
            Clusters = WeightedClusters.Single(ClusterBuilder.Passthrough(ClusterName.InboundPassthrough, connectTimeout)),
        };
        return new InboundTable(declared, TargetOf(PortKind.Detected, route));
    }

    static Target TargetOf(InboundPort port, TimeSpan connectTimeout)
    {
        var cluster = new Cluster
        {
            Name = ClusterName.Inbound(port.Port),
            ServiceHostname = port.Hostname,
            ServiceName = port.ServiceName,
            ServiceNamespace = port.ServiceNamespace,
            Port = (int)port.ServicePort,
            Version = PortKinds.VersionOf(port.Protocol),
            Endpoints = [],
            Balancer = NoBalancer.Instance,
            Resolution = Resolution.OriginalDestination,
            UsesOriginalDestination = true,
            ConnectTimeout = connectTimeout,
        };
        var route = new Route { Name = "default", Origin = $"Service {port.Hostname}", Clusters = WeightedClusters.Single(cluster) };
        return TargetOf(PortKinds.Of(port.Protocol), route);
    }

    static Target TargetOf(PortKind kind, Route route) => new()
    {
        Protocol = kind switch
        {
            PortKind.Http => Protocol.Http,
            PortKind.Detected => Protocol.Auto,
            PortKind.Tcp or PortKind.Tls or PortKind.Udp => Protocol.Tcp,
        },
        Http = kind.RoutesHttp() ? HttpRouteTable.Single(route) : null,
        Tcp = TcpRouteTable.Single(route),
    };
}
