using Mesh.Proxy.Config;

namespace Mesh.Proxy.LoadBalancing;

/// <summary>RANDOM (4.6), in weight proportion.</summary>
sealed class RandomBalancer : ILoadBalancer
{
    readonly Endpoint[] endpoints;
    readonly AliasTable? weights;

    public RandomBalancer(Endpoint[] endpoints)
    {
        this.endpoints = endpoints;
        weights = AliasTable.ForUnequal(endpoints);
    }

    public Endpoint? Pick(int worker, ref FastRandom random)
    {
        if (endpoints.Length == 0)
            return null;
        return endpoints[weights?.Draw(ref random) ?? random.Next(endpoints.Length)];
    }
}
