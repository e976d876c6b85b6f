using Mesh.Proxy.Config;

namespace Mesh.Proxy.LoadBalancing;

/// <summary>For clusters that have nothing to choose from: the connection's original destination decides, or all is refused.</summary>
sealed class NoBalancer : ILoadBalancer
{
    public static readonly NoBalancer Instance = new();

    public Endpoint? Pick(int worker, ref FastRandom random) => null;
}
