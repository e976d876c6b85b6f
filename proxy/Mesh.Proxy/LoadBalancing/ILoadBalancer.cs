using Mesh.Proxy.Config;

namespace Mesh.Proxy.LoadBalancing;

/// <summary>Cluster to endpoint. Immutable or per-worker state only; allocates nothing per pick.</summary>
interface ILoadBalancer
{
    /// <summary>Null when there is no endpoint to choose.</summary>
    Endpoint? Pick(int worker, ref FastRandom random);
}
