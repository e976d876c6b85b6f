using System.Net;
using Mesh.Contract;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Config;

/// <summary>
/// Lays out a sidecar's outbound traffic as Istio lays out its listeners (2.29): HTTP services share 0.0.0.0:port and are told apart by Host; TCP services and
/// those of undeclared protocol have address:port; services without an address share 0.0.0.0:port too. Where two claim the same place the first has it.
/// </summary>
/// <param name="services">In order of precedence.</param>
/// <param name="routes">The VirtualServices.</param>
/// <param name="linker">Knows the same services.</param>
/// <param name="workload">The proxy's own.</param>
/// <param name="previous">Whose domain indexes are taken over where they did not change.</param>
sealed class OutboundTableBuilder(
    IReadOnlyList<ServiceClusters> services, MeshRoutes routes, RouteLinker linker, Workload workload, OutboundTable previous)
{
    /// <summary>Istio serves a VirtualService's host that is no service on this port.</summary>
    const int DefaultHttpPort = 80;

    readonly Dictionary<OutboundTable.Key, Target> byAddress = [];
    readonly Dictionary<int, List<VirtualHost>> hosts = [];
    readonly Dictionary<int, TcpRouteTable> tcpByPort = [];
    readonly HashSet<int> detectedPorts = [];

    // Names are given out before the short names that others derive from theirs: as in Istio, no service takes the own name of another.
    readonly HashSet<(string Hostname, int Port)> hostnames =
        [.. services.SelectMany(service => service.Service.Ports.Where(port => port.Kind.RoutesHttp()).Select(port => (service.Service.Hostname, port.Number)))];

    public OutboundTable Build()
    {
        foreach (var service in services)
        {
            foreach (var port in service.Service.Ports)
                Add(service, port);
        }

        AddHostsThatAreNoService();
        return new OutboundTable(byAddress, TargetsByPort());
    }

    void Add(ServiceClusters service, ServicePlan.Port port)
    {
        var entries = port.Kind.RoutesHttp() ? HttpEntries(service, port.Number) : [];
        if (entries.Length > 0)
            AddHost(port.Number, new VirtualHost { Domains = DomainsOf(service, port.Number), Entries = entries });
        if (!port.Kind.RoutesTcp())
            return;

        var tcp = TcpTable(service, port.Number);
        var target = new Target
        {
            Protocol = port.Kind == PortKind.Detected ? Protocol.Auto : Protocol.Tcp,
            Tcp = tcp,
            // As in Istio: at its own address a service of undeclared protocol is meant whatever Host says.
            Http = port.Kind == PortKind.Detected
                ? new HttpRouteTable([new VirtualHost { Domains = ["*"], Entries = entries }], RouteMiss.NotFound)
                : null,
        };
        if (!AddByAddress(service, port.Number, target))
            AddByPort(port, tcp);
    }

    RouteEntry[] HttpEntries(ServiceClusters service, int port)
    {
        var linked = routes.For(service.Service.Hostname) is { } plan ? linker.Http(plan.Http, port) : [];
        // A VirtualService without a rule for the port leaves it as it is; one with rules of which none matches answers 404 (3.33).
        return linked.Length > 0 ? linked : service.DefaultHttp(port);
    }

    TcpRouteTable TcpTable(ServiceClusters service, int port)
    {
        var linked = routes.For(service.Service.Hostname) is { } plan ? linker.Tcp(plan.Tcp, port) : [];
        return new TcpRouteTable([.. linked, service.DefaultTcp(port)]);
    }

    string[] DomainsOf(ServiceClusters service, int port)
    {
        var domains = service.Service.DomainsFor(workload.Identity?.Namespace ?? "");
        if (Array.Exists(domains, IsOfAnother))
            domains = Array.FindAll(domains, domain => !IsOfAnother(domain));
        return service.Service.Headless
            ? [.. domains, .. PodAddresses(service).Select(address => ServicePlan.HostOf(address.Address)).Distinct()]
            : domains;

        bool IsOfAnother(string domain) => domain != service.Service.Hostname && hostnames.Contains((domain, port));
    }

    static IEnumerable<IPEndPoint> PodAddresses(ServiceClusters service) =>
        service.Clusters.Where(cluster => cluster.Subset.Length == 0).SelectMany(cluster => cluster.Endpoints)
            .Select(endpoint => endpoint.Address).OfType<IPEndPoint>();

    /// <returns>False if the service has no address: then the port alone has to tell.</returns>
    bool AddByAddress(ServiceClusters service, int port, Target target)
    {
        foreach (var prefix in service.Service.Addresses)
            byAddress.TryAdd(new OutboundTable.Key(prefix, port), target);
        // A Kubernetes service without VIP is reached at its pods; were it to have its port at every address, a manifest without clusterIP would
        // swallow all that the port carries. Only a ServiceEntry may mean that.
        if (service.Service.Addresses.Length > 0 && !service.Service.Headless)
            return true;
        if (service.Service.ShortName is null && !service.Service.Headless)
            return false;

        // Who knows a pod dials it by the service's port or, from a SRV record, by its own.
        foreach (var pod in service.Find("", port)!.Endpoints.Select(endpoint => endpoint.Address).OfType<IPEndPoint>())
        {
            byAddress.TryAdd(new OutboundTable.Key(AddressPrefix.Of(pod.Address), port), target);
            byAddress.TryAdd(new OutboundTable.Key(AddressPrefix.Of(pod.Address), pod.Port), target);
        }

        return true;
    }

    void AddByPort(ServicePlan.Port port, TcpRouteTable tcp)
    {
        // TLS without an address is told apart by SNI, which is not routed on yet: the first such service must not take the port of all.
        if (port.Kind == PortKind.Tls)
            return;
        tcpByPort.TryAdd(port.Number, tcp);
        if (port.Kind == PortKind.Detected)
            detectedPorts.Add(port.Number);
    }

    void AddHostsThatAreNoService()
    {
        var known = services.Select(service => service.Service.Hostname).ToHashSet();
        var wildcards = services.Where(service => DomainName.IsWildcard(service.Service.Hostname)).ToList();
        foreach (var (domain, plan) in routes.All)
        {
            if (domain.StartsWith('*') ? known.Any(hostname => DomainName.Covers(domain, hostname)) : known.Contains(domain))
                continue;
            foreach (var port in PortsFor(domain, wildcards))
            {
                var entries = linker.Http(plan.Http, port);
                if (entries.Length > 0)
                    AddHost(port, new VirtualHost { Domains = [domain], Entries = entries });
            }
        }
    }

    // A host below a wildcard service is served where that is; any other where Istio serves it, if there is such a listener.
    IEnumerable<int> PortsFor(string domain, List<ServiceClusters> wildcards)
    {
        var service = wildcards.Find(service => DomainName.Covers(service.Service.Hostname, domain));
        if (service is not null)
            return service.Service.Ports.Where(port => port.Kind.RoutesHttp()).Select(port => port.Number);
        return hosts.ContainsKey(DefaultHttpPort) ? [DefaultHttpPort] : [];
    }

    void AddHost(int port, VirtualHost host)
    {
        if (!hosts.TryGetValue(port, out var list))
            hosts[port] = list = [];
        list.Add(host);
    }

    // A port of HTTP services alone is HTTP. Where an opaque service without an address shares it, the first bytes decide: both keep working.
    Dictionary<int, Target> TargetsByPort()
    {
        var targets = new Dictionary<int, Target>();
        foreach (var port in hosts.Keys.Union(tcpByPort.Keys))
        {
            var tcp = tcpByPort.GetValueOrDefault(port);
            var http = SharesHttp(port) ? HttpTable(port) : null;
            var protocol = tcp is null ? Protocol.Http : http is null ? Protocol.Tcp : Protocol.Auto;
            if (http is not null || tcp is not null)
                targets[port] = new Target { Protocol = protocol, Http = http, Tcp = tcp };
        }

        return targets;
    }

    // Services that are only detected have their own addresses; they alone do not make a port HTTP for all other addresses.
    bool SharesHttp(int port) =>
        hosts.ContainsKey(port)
        && (detectedPorts.Contains(port) || services.Any(service => service.Service.Ports.Any(own => own.Number == port && own.Kind == PortKind.Http)));

    HttpRouteTable HttpTable(int port)
    {
        var otherwise = workload.OutboundPolicy == OutboundTrafficPolicy.AllowAny ? RouteMiss.Passthrough : RouteMiss.Blocked;
        return new HttpRouteTable(hosts[port], otherwise, previous.ByPort.GetValueOrDefault(port)?.Http);
    }
}
