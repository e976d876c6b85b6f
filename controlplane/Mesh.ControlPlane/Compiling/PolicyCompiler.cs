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

    // Settings of a port replace those beside them, and what they leave out is the default (4.5). A subset goes over what the rule says of a
    // port setting by setting, as over the rule itself; only its own settings of that port replace everything (4.4).
    IEnumerable<PortPolicy> Policies(MeshService service, TrafficPolicy? rule, TrafficPolicy? subset)
    {
        // Not among what a port's settings may have: it holds for all ports.
        var proxy = HeaderOf(subset?.ProxyProtocol ?? rule?.ProxyProtocol);
        var byPort = new SortedDictionary<int, PortPolicy>();
        foreach (var port in subset?.PortLevelSettings ?? [])
            byPort.TryAdd(port.Port, Policy(service, port.Port, port.LoadBalancer, port.ConnectionPool, proxy));
        foreach (var port in rule?.PortLevelSettings ?? [])
            byPort.TryAdd(
                port.Port, Policy(service, port.Port, subset?.LoadBalancer ?? port.LoadBalancer, subset?.ConnectionPool ?? port.ConnectionPool, proxy));
        return byPort.Values.Prepend(
            Policy(service, 0, subset?.LoadBalancer ?? rule?.LoadBalancer, subset?.ConnectionPool ?? rule?.ConnectionPool, proxy));
    }

    PortPolicy Policy(MeshService service, int port, LoadBalancerSettings? balancer, ConnectionPoolSettings? pool, ProxyProtocol proxy) => new()
    {
        Port = (uint)port,
        LoadBalancer = service.Resolution == Resolution.OriginalDestination
            ? LoadBalancer.Passthrough
            : Balancer(balancer?.Simple ?? SimpleLoadBalancer.Unspecified),
        ConnectTimeoutMs = Duration.Milliseconds(pool?.Tcp?.ConnectTimeout ?? mesh.ConnectTimeout),
        ProxyProtocol = proxy,
    };

    static ProxyProtocol HeaderOf(ProxyProtocolVersion? written) => written is not { } version ? ProxyProtocol.NoProxyProtocol : version switch
    {
        ProxyProtocolVersion.V1 => ProxyProtocol.V1,
        ProxyProtocolVersion.V2 => ProxyProtocol.V2,
    };

    static LoadBalancer Balancer(SimpleLoadBalancer simple) => simple switch
    {
        SimpleLoadBalancer.Unspecified or SimpleLoadBalancer.LeastRequest => LoadBalancer.LeastRequest,
        SimpleLoadBalancer.RoundRobin => LoadBalancer.RoundRobin,
        SimpleLoadBalancer.Random => LoadBalancer.Random,
        SimpleLoadBalancer.Passthrough => LoadBalancer.Passthrough,
    };
}
