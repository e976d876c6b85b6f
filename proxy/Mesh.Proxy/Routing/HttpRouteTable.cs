namespace Mesh.Proxy.Routing;

/// <summary>Domains and rules of one port (2.28, 3.4). Matching allocates nothing.</summary>
sealed class HttpRouteTable
{
    readonly DomainTable domains;
    readonly VirtualHost[] hosts;
    readonly RouteMiss otherwise;

    /// <param name="hosts">Of two that name the same domain the first has it.</param>
    /// <param name="otherwise">What a host that nobody serves gets.</param>
    /// <param name="previous">A table whose domain index is taken over if it has the same domains, as it has when only endpoints changed.</param>
    public HttpRouteTable(IReadOnlyList<VirtualHost> hosts, RouteMiss otherwise, HttpRouteTable? previous = null)
    {
        this.hosts = [.. hosts];
        this.otherwise = otherwise;
        domains = previous is not null && HasSameDomains(previous.hosts, this.hosts) ? previous.domains : new DomainTable([.. this.hosts.Select(host => host.Domains)]);
    }

    public IReadOnlyList<VirtualHost> Hosts => hosts;

    /// <summary>A table that leads every request to one route: inbound ports, passthrough.</summary>
    public static HttpRouteTable Single(Route route) =>
        new([new VirtualHost { Domains = ["*"], Entries = [new RouteEntry(HttpMatcher.Always, route, 0)] }], RouteMiss.NotFound);

    /// <summary>The first rule that matches.</summary>
    public RouteMatch Match(in RequestView request)
    {
        var host = domains.Find(request.Authority);
        return host < 0 ? new RouteMatch(null, otherwise) : hosts[host].Match(request);
    }

    static bool HasSameDomains(VirtualHost[] left, VirtualHost[] right)
    {
        if (left.Length != right.Length)
            return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (!ReferenceEquals(left[i].Domains, right[i].Domains) && !left[i].Domains.SequenceEqual(right[i].Domains))
                return false;
        }

        return true;
    }
}
