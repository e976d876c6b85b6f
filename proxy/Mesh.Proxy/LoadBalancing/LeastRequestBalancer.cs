using Mesh.Proxy.Config;

namespace Mesh.Proxy.LoadBalancing;

/// <summary>
/// LEAST_REQUEST (4.6): two endpoints at random, the one with fewer of this worker's requests in flight. With unequal weights Envoy leaves this algorithm
/// for a schedule; here both are drawn in weight proportion and the loads compared per weight, the first winning a tie. So an idle cluster is used exactly in
/// weight proportion, and a slow endpoint is still avoided, at constant cost per pick.
/// </summary>
sealed class LeastRequestBalancer : ILoadBalancer
{
    readonly Endpoint[] endpoints;
    readonly AliasTable? weights;

    public LeastRequestBalancer(Endpoint[] endpoints)
    {
        this.endpoints = endpoints;
        weights = AliasTable.ForUnequal(endpoints);
    }

    public Endpoint? Pick(int worker, ref FastRandom random)
    {
        if (endpoints.Length <= 1)
            return endpoints.Length == 0 ? null : endpoints[0];

        var first = weights?.Draw(ref random) ?? random.Next(endpoints.Length);
        var second = weights?.Draw(ref random) ?? Other(first, ref random);
        return IsBusier(endpoints[first], endpoints[second], worker) ? endpoints[second] : endpoints[first];
    }

    int Other(int first, ref FastRandom random)
    {
        var second = first + 1 + random.Next(endpoints.Length - 1);
        return second >= endpoints.Length ? second - endpoints.Length : second;
    }

    // active(a) / weight(a) > active(b) / weight(b), without dividing.
    static bool IsBusier(Endpoint a, Endpoint b, int worker) =>
        (long)a.Slot(worker).Active * b.Weight > (long)b.Slot(worker).Active * a.Weight;
}
