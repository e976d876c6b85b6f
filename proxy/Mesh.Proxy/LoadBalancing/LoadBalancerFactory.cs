using Mesh.Proxy.Config;

namespace Mesh.Proxy.LoadBalancing;

/// <summary>The one list of load balancers: a new one is a file of its own and a line here.</summary>
static class LoadBalancerFactory
{
    /// <param name="policy">A value this build does not know (a newer control plane's) gets the default.</param>
    /// <param name="endpoints">Kept.</param>
    /// <param name="workers">How many workers will pick.</param>
    public static ILoadBalancer Create(Contract.LoadBalancer policy, Endpoint[] endpoints, int workers) => policy switch
    {
        Contract.LoadBalancer.LeastRequest => new LeastRequestBalancer(endpoints),
        Contract.LoadBalancer.RoundRobin => new RoundRobinBalancer(endpoints, workers),
        Contract.LoadBalancer.Random => new RandomBalancer(endpoints),
        Contract.LoadBalancer.Passthrough => NoBalancer.Instance,
        _ => new LeastRequestBalancer(endpoints),
    };
}
