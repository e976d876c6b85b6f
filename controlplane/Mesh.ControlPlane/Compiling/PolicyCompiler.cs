using Mesh.Contract;
using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;
using Subset = Mesh.Contract.Subset;

namespace Mesh.ControlPlane.Compiling;

/// <summary>A service's subsets and their policies, merged by Istio's rules (4.4, 4.5).</summary>
sealed class PolicyCompiler(MeshConfig mesh)
{
    /// <summary>The service itself first, then the rule's subsets in the order they are written.</summary>
    public IEnumerable<Subset> Subsets(MeshService service, MergedRule? rule)
    {
        yield return new Subset { Name = "", Policies = { Policies(service, rule?.TrafficPolicy, null) } };
        foreach (var subset in rule?.Subsets ?? [])
        {
            var compiled = new Subset { Name = subset.Name, Policies = { Policies(service, rule?.TrafficPolicy, subset.TrafficPolicy) } };
            foreach (var (key, value) in subset.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))
                compiled.Labels[key] = value;
            yield return compiled;
        }
    }

    // A subset overrides the rule setting by setting; a port's settings replace both, and what they leave out is the default (4.5).
    IEnumerable<PortPolicy> Policies(MeshService service, TrafficPolicy? rule, TrafficPolicy? subset)
    {
        yield return Policy(service, 0, subset?.LoadBalancer ?? rule?.LoadBalancer, subset?.ConnectionPool ?? rule?.ConnectionPool);
        var byPort = new SortedDictionary<int, PortTrafficPolicy>();
        foreach (var port in (subset?.PortLevelSettings ?? []).Concat(rule?.PortLevelSettings ?? []))
            byPort.TryAdd(port.Port, port);
        foreach (var port in byPort.Values)
            yield return Policy(service, port.Port, port.LoadBalancer, port.ConnectionPool);
    }

    PortPolicy Policy(MeshService service, int port, LoadBalancerSettings? balancer, ConnectionPoolSettings? pool) => new()
    {
        Port = (uint)port,
        LoadBalancer = service.Resolution == Resolution.OriginalDestination
            ? LoadBalancer.Passthrough
            : Balancer(balancer?.Simple ?? SimpleLoadBalancer.Unspecified),
        ConnectTimeoutMs = Duration.Milliseconds(pool?.Tcp?.ConnectTimeout ?? mesh.ConnectTimeout),
    };

    static LoadBalancer Balancer(SimpleLoadBalancer simple) => simple switch
    {
        SimpleLoadBalancer.Unspecified or SimpleLoadBalancer.LeastRequest => LoadBalancer.LeastRequest,
        SimpleLoadBalancer.RoundRobin => LoadBalancer.RoundRobin,
        SimpleLoadBalancer.Random => LoadBalancer.Random,
        SimpleLoadBalancer.Passthrough => LoadBalancer.Passthrough,
    };
}
