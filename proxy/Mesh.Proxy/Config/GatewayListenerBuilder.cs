using Mesh.Contract;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Config;

/// <summary>Merges the servers of one port and address into one listener (5.1-5.3).</summary>
/// <param name="routes">All Routes resources, in order.</param>
sealed class GatewayListenerBuilder(IReadOnlyList<RoutesPlan> routes, RouteLinker linker)
{
    /// <param name="servers">In order of precedence.</param>
    /// <param name="conflicts">Servers that cannot share a socket with those before them, with the reason.</param>
    public List<GatewayListener> Build(IEnumerable<GatewayServerPlan> servers, out List<(GatewayServerPlan Server, string Reason)> conflicts)
    {
        conflicts = [];
        var listeners = new List<GatewayListener>();
        foreach (var shared in servers.GroupBy(server => (server.Port, server.Bind)))
        {
            var first = shared.First();
            foreach (var other in shared.Where(server => server.Transport != first.Transport))
                conflicts.Add((other, $"port {other.Port} is {first.Protocol} by {first.Origin}: {other.Protocol} cannot share it"));
            listeners.Add(Listener(first, [.. shared.Where(server => server.Transport == first.Transport)]));
        }

        return listeners;
    }

    GatewayListener Listener(GatewayServerPlan first, List<GatewayServerPlan> servers) => new()
    {
        Port = first.Port,
        Bind = first.Bind,
        // Of HTTP's protocols only this one is served in another way (2.12).
        Protocol = first.Transport == Protocol.Http && first.Protocol == Protocol.GrpcWeb ? Protocol.GrpcWeb : first.Transport,
        Origin = first.Origin,
        Http = first.Transport == Protocol.Http ? new HttpRouteTable(Hosts(servers), RouteMiss.NotFound) : null,
        Tcp = first.Transport == Protocol.Tcp ? new TcpRouteTable([.. servers.SelectMany(TcpEntries)]) : null,
        Tls = first.Transport == Protocol.Tls ? new TlsRouteTable([.. servers.SelectMany(TlsEntries)]) : null,
    };

    List<VirtualHost> Hosts(List<GatewayServerPlan> servers)
    {
        // VirtualServices of one domain merge at a gateway, in order (3.4).
        var entries = new SortedDictionary<string, (List<RouteEntry> Entries, bool Redirect)>(StringComparer.Ordinal);
        foreach (var server in servers)
        {
            foreach (var plan in Bound(server))
            {
                foreach (var domain in plan.Domains.SelectMany(domain => Served(server, domain)).Distinct())
                    Merge(entries, domain, linker.Http(plan.Http, server.ServicePort), server.HttpsRedirect);
            }

            // A redirecting server redirects all its hosts, whether a VirtualService has them or not (5.5).
            if (server.HttpsRedirect)
            {
                foreach (var domain in server.Domains)
                    Merge(entries, domain, [], redirect: true);
            }
        }

        return [.. entries.Select(entry => new VirtualHost
        {
            Domains = [entry.Key],
            Entries = [.. entry.Value.Entries],
            HttpsRedirect = entry.Value.Redirect,
        })];
    }

    static void Merge(SortedDictionary<string, (List<RouteEntry> Entries, bool Redirect)> hosts, string domain, RouteEntry[] entries, bool redirect)
    {
        var host = hosts.TryGetValue(domain, out var known) ? known : (Entries: [], Redirect: false);
        host.Entries.AddRange(entries);
        hosts[domain] = (host.Entries, host.Redirect || redirect);
    }

    // The part of a VirtualService's domain that the server serves: of the two the narrower one (5.3).
    static IEnumerable<string> Served(GatewayServerPlan server, string domain) =>
        from own in server.Domains
        where DomainName.Covers(own, domain) || DomainName.Covers(domain, own)
        select DomainName.Covers(own, domain) ? domain : own;

    IEnumerable<TcpRouteTable.Entry> TcpEntries(GatewayServerPlan server) =>
        Bound(server).SelectMany(plan => linker.Tcp(plan.Tcp, server.ServicePort));

    // As with HTTP: of a rule's name and the server's hosts the narrower one is served.
    IEnumerable<TlsRouteTable.Entry> TlsEntries(GatewayServerPlan server) =>
        from plan in Bound(server)
        from entry in linker.Tls(plan.Tls, server.ServicePort)
        let names = (entry.ServerNames.Count == 0 ? ["*"] : entry.ServerNames).SelectMany(name => Served(server, name)).Distinct().ToArray()
        where names.Length > 0
        select entry with { ServerNames = names };

    IEnumerable<RoutesPlan> Bound(GatewayServerPlan server) => routes.Where(plan => plan.GatewayServers.Contains(server.Name));
}
