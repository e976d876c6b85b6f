using System.Net;
using Mesh.Contract;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Config;

/// <summary>All clusters of one service, kept from snapshot to snapshot until its resources or its DNS answers change.</summary>
sealed class ServiceClusters
{
    (int Port, RouteEntry[] Http, TcpRouteTable.Entry Tcp)[]? defaults;

    public required ServicePlan Service { get; init; }

    /// <summary>The resources it was made of; null: there are no endpoints.</summary>
    public required Resource? Endpoints { get; init; }

    /// <summary>Names it depends on, and the answers it was made with.</summary>
    public required string[] DnsNames { get; init; }

    public required IPAddress[][] DnsAnswers { get; init; }

    /// <summary>Port by port, the whole service first.</summary>
    public required Cluster[] Clusters { get; init; }

    public Cluster? Find(string subset, int port)
    {
        foreach (var cluster in Clusters)
        {
            if (cluster.Port == port && cluster.Subset == subset)
                return cluster;
        }

        return null;
    }

    /// <summary>Whether it is what these would make again.</summary>
    public bool IsMadeOf(ServicePlan service, Resource? endpoints, DnsAnswers answers)
    {
        if (!ReferenceEquals(Service, service) || !ReferenceEquals(Endpoints, endpoints))
            return false;
        for (var i = 0; i < DnsNames.Length; i++)
        {
            if (!ReferenceEquals(DnsAnswers[i], answers.Of(DnsNames[i])) && !DnsAnswers[i].SequenceEqual(answers.Of(DnsNames[i])))
                return false;
        }

        return true;
    }

    /// <summary>The rules of a port that no VirtualService has (3.33): one, that always applies.</summary>
    public RouteEntry[] DefaultHttp(int port) => Default(port).Http;

    /// <summary>What connections get that no rule of a VirtualService takes.</summary>
    public TcpRouteTable.Entry DefaultTcp(int port) => Default(port).Tcp;

    // Made once: the same objects in every snapshot that has these clusters.
    (int Port, RouteEntry[] Http, TcpRouteTable.Entry Tcp) Default(int port)
    {
        defaults ??= Array.ConvertAll(Service.Ports, one => MakeDefault(one.Number));
        return Array.Find(defaults, one => one.Port == port);
    }

    (int Port, RouteEntry[] Http, TcpRouteTable.Entry Tcp) MakeDefault(int port)
    {
        var origin = $"Service {Service.Hostname}";
        var clusters = WeightedClusters.Single(Find("", port)!);
        var http = new Route { Name = "default", Origin = origin, Clusters = clusters };
        var tcp = new Route { Name = "", Origin = origin, Clusters = clusters };
        return (port, [new RouteEntry(HttpMatcher.Always, http, 0)], new TcpRouteTable.Entry([], tcp));
    }
}
