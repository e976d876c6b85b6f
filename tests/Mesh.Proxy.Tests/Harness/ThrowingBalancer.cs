using Mesh.Proxy.Config;
using Mesh.Proxy.LoadBalancing;

namespace Mesh.Proxy.Tests.Harness;

/// <summary>A balancer with a bug.</summary>
sealed class ThrowingBalancer : ILoadBalancer
{
    public Endpoint? Pick(int worker, ref FastRandom random) => throw new InvalidOperationException("pick");
}
