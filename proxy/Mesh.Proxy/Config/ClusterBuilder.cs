using System.Net;
using Mesh.Contract;
using Mesh.Proxy.LoadBalancing;

namespace Mesh.Proxy.Config;

/// <summary>
/// Makes a service's clusters: one per port and subset. An endpoint that was in the cluster before stays the same object, and with it its connections and
/// counters; a cluster of which nothing changed stays the same object too.
/// </summary>
/// <param name="workers">Of the process.</param>
/// <param name="isGateway">A gateway has no original destination to go to: it balances where a sidecar passes through.</param>
sealed class ClusterBuilder(int workers, bool isGateway)
{
    static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(10);

    public ServiceClusters Build(ServicePlan service, Resource? endpoints, DnsAnswers answers, ServiceClusters? previous)
    {
        var plans = PlansOf(service, endpoints);
        var names = plans.Select(plan => plan.DnsName).OfType<string>().Distinct().ToArray();
        var clusters = from port in service.Ports
                       from subset in service.Subsets
                       select Build(service, port, subset, plans, answers, previous?.Find(subset.Name, port.Number));
        return new ServiceClusters
        {
            Service = service,
            Endpoints = endpoints,
            DnsNames = names,
            DnsAnswers = [.. names.Select(answers.Of)],
            Clusters = [.. clusters],
        };
    }

    /// <summary>A cluster that goes where the client meant to go.</summary>
    public static Cluster Passthrough(string name, TimeSpan connectTimeout) => new()
    {
        Name = name,
        ServiceHostname = "",
        ServiceName = name,
        ServiceNamespace = "",
        Version = UpstreamVersion.AsClient,
        Endpoints = [],
        Balancer = NoBalancer.Instance,
        Resolution = Resolution.OriginalDestination,
        UsesOriginalDestination = true,
        ConnectTimeout = connectTimeout,
    };

    static List<EndpointPlan> PlansOf(ServicePlan service, Resource? endpoints)
    {
        // The bytes were accepted before: they are good.
        var listed = endpoints is null ? [] : Endpoints.Parser.ParseFrom(endpoints.Body).Endpoints_.Select(EndpointPlan.Read).ToList();
        var isByName = service.Resolution is Resolution.Dns or Resolution.DnsRoundRobin && !service.Hostname.Contains('*');
        return listed.Count == 0 && isByName ? [EndpointPlan.Named(service.Hostname)] : listed;
    }

    Cluster Build(ServicePlan service, ServicePlan.Port servicePort, Subset subset, List<EndpointPlan> plans, DnsAnswers answers, Cluster? previous)
    {
        var port = servicePort.Number;
        var policy = subset.Policies.FirstOrDefault(policy => policy.Port == port) ?? subset.Policies.FirstOrDefault(policy => policy.Port == 0);
        var balancer = policy?.LoadBalancer ?? LoadBalancer.LeastRequest;
        var usesOriginal = !isGateway
            && (service.Resolution == Resolution.OriginalDestination || service.Headless || balancer == LoadBalancer.Passthrough);
        var kind = usesOriginal || balancer == LoadBalancer.Passthrough ? LoadBalancer.LeastRequest : balancer;
        var endpoints = EndpointsOf(service, port, subset, plans, answers, previous);
        var next = new Cluster
        {
            Name = previous?.Name ?? ClusterName.Outbound((uint)port, subset.Name, service.Hostname),
            ServiceHostname = service.Hostname,
            ServiceName = service.Name,
            ServiceNamespace = service.Namespace,
            Subset = subset.Name,
            Port = port,
            Version = servicePort.Version,
            Endpoints = endpoints,
            Balancer = usesOriginal ? NoBalancer.Instance : LoadBalancerFactory.Create(kind, endpoints, workers),
            Resolution = service.Resolution,
            ConnectTimeout = ContractTime.ReadOr(policy?.ConnectTimeoutMs ?? 0, DefaultConnectTimeout),
            UsesOriginalDestination = usesOriginal,
            PolicyOrigin = service.PolicyOrigin,
        };
        return previous is not null && IsSame(previous, next) ? previous : next;
    }

    Endpoint[] EndpointsOf(ServicePlan service, int port, Subset subset, List<EndpointPlan> plans, DnsAnswers answers, Cluster? previous)
    {
        var known = new Dictionary<EndPoint, Endpoint>();
        var identities = new Dictionary<WorkloadIdentity, WorkloadIdentity>();
        foreach (var endpoint in previous?.Endpoints ?? [])
        {
            known[endpoint.Address] = endpoint;
            identities.TryAdd(endpoint.Workload, endpoint.Workload);
        }

        var taken = new HashSet<EndPoint>();
        var endpoints = new List<Endpoint>();
        foreach (var plan in plans.Where(plan => plan.Serves(port) && plan.Has(subset.Labels)))
        {
            // Pods of one workload share one identity object.
            var identity = plan.Source.Workload ?? new WorkloadIdentity();
            if (!identities.TryAdd(identity, identity))
                identity = identities[identity];
            foreach (var address in plan.AddressesFor(port, answers, service.Resolution == Resolution.DnsRoundRobin))
            {
                // An address listed twice is still one endpoint: the first has it.
                if (taken.Add(address))
                    endpoints.Add(Kept(known, address, plan.Weight, identity) ?? new Endpoint(address, plan.Weight, identity, workers));
            }
        }

        return [.. endpoints];
    }

    static Endpoint? Kept(Dictionary<EndPoint, Endpoint> known, EndPoint address, int weight, WorkloadIdentity identity) =>
        known.TryGetValue(address, out var endpoint) && endpoint.Weight == weight && endpoint.Workload.Equals(identity) ? endpoint : null;

    static bool IsSame(Cluster a, Cluster b) =>
        a.ServiceName == b.ServiceName
        && a.ServiceNamespace == b.ServiceNamespace
        && a.Resolution == b.Resolution
        && a.Version == b.Version
        && a.ConnectTimeout == b.ConnectTimeout
        && a.UsesOriginalDestination == b.UsesOriginalDestination
        && a.PolicyOrigin == b.PolicyOrigin
        && a.Balancer.GetType() == b.Balancer.GetType()
        && a.Endpoints.SequenceEqual(b.Endpoints, ReferenceEqualityComparer.Instance);
}
