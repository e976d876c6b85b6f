using Mesh.Proxy.Filters;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Config;

/// <summary>Turns compiled rules into routes of one listener port: finds the clusters that their destinations name.</summary>
/// <param name="services">By hostname.</param>
sealed class RouteLinker(IReadOnlyDictionary<string, ServiceClusters> services)
{
    /// <summary>One entry per match block that applies on the port (3.11); empty if no rule does.</summary>
    public RouteEntry[] Http(IEnumerable<HttpRulePlan> rules, int port) => [.. rules.SelectMany(rule => Http(rule, port))];

    public IEnumerable<TcpRouteTable.Entry> Tcp(IEnumerable<TcpRulePlan> rules, int port) => rules.SelectMany(rule => Tcp(rule, port));

    public IEnumerable<TlsRouteTable.Entry> Tls(IEnumerable<TcpRulePlan> rules, int port) => rules.SelectMany(rule => Tls(rule, port));

    IEnumerable<RouteEntry> Http(HttpRulePlan rule, int port)
    {
        WeightedClusters? clusters = null;
        for (var i = 0; i < rule.Matches.Length; i++)
        {
            var match = rule.Matches[i];
            if (match.Port != 0 && match.Port != port)
                continue;
            clusters ??= Link(rule.Destinations, port);
            IHttpFilter[] filters = match.Rewrite is null ? rule.Filters : [match.Rewrite, .. rule.Filters];
            var route = new Route { Name = rule.NameOf(match), Origin = rule.Origin, Filters = filters, Clusters = clusters, Timeout = rule.Timeout };
            yield return new RouteEntry(match.Matcher, route, i);
        }
    }

    IEnumerable<TcpRouteTable.Entry> Tcp(TcpRulePlan rule, int port)
    {
        var route = RouteOf(rule, port);
        return rule.Matches.Where(match => match.Port == 0 || match.Port == port).Select(match => new TcpRouteTable.Entry(match.Subnets, route));
    }

    IEnumerable<TlsRouteTable.Entry> Tls(TcpRulePlan rule, int port)
    {
        var route = RouteOf(rule, port);
        return rule.Matches.Where(match => match.Port == 0 || match.Port == port)
            .Select(match => new TlsRouteTable.Entry(match.ServerNames, new TcpRouteTable.Entry(match.Subnets, route)));
    }

    Route RouteOf(TcpRulePlan rule, int port) => new() { Name = "", Origin = rule.Origin, Clusters = Link(rule.Destinations, port) };

    WeightedClusters Link(DestinationPlan[] destinations, int port) =>
        new(Array.ConvertAll(destinations, destination => Link(destination, port)));

    WeightedClusters.Choice Link(DestinationPlan destination, int listenerPort)
    {
        var service = services.GetValueOrDefault(destination.Hostname);
        var port = destination.Port != 0 ? (int)destination.Port
            : service?.Service.Ports is [var only] ? only.Number
            : listenerPort;
        var cluster = service?.Find(destination.Subset, port);
        var name = cluster?.Name ?? ClusterName.Outbound((uint)port, destination.Subset, destination.Hostname);
        return new WeightedClusters.Choice(cluster, destination.Weight, destination.Filters, name);
    }
}
