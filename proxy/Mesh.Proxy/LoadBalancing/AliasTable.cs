using Mesh.Proxy.Config;

namespace Mesh.Proxy.LoadBalancing;

/// <summary>Draws an index in weight proportion in constant time (Walker's alias method, Vose's construction).</summary>
sealed class AliasTable
{
    /// <summary>Thresholds are compared with 32 random bits.</summary>
    const double Scale = 1UL << 32;

    readonly ulong[] thresholds;
    readonly int[] aliases;

    AliasTable(Endpoint[] endpoints)
    {
        thresholds = new ulong[endpoints.Length];
        aliases = new int[endpoints.Length];
        var total = endpoints.Sum(endpoint => (long)endpoint.Weight);
        var share = Array.ConvertAll(endpoints, endpoint => (double)endpoint.Weight * endpoints.Length / total);
        Fill(share);
    }

    /// <summary>Null where all weights are equal, so that none is needed.</summary>
    public static AliasTable? ForUnequal(Endpoint[] endpoints) =>
        endpoints.Any(endpoint => endpoint.Weight != endpoints[0].Weight) ? new AliasTable(endpoints) : null;

    public int Draw(ref FastRandom random)
    {
        var index = random.Next(thresholds.Length);
        return random.Next() < thresholds[index] ? index : aliases[index];
    }

    void Fill(double[] share)
    {
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (var i = 0; i < share.Length; i++)
            (share[i] < 1 ? small : large).Push(i);

        while (small.Count > 0 && large.Count > 0)
        {
            var (poor, rich) = (small.Pop(), large.Pop());
            thresholds[poor] = (ulong)(share[poor] * Scale);
            aliases[poor] = rich;
            share[rich] -= 1 - share[poor];
            (share[rich] < 1 ? small : large).Push(rich);
        }

        // What rounding left over takes its whole column.
        foreach (var rest in small.Concat(large))
            thresholds[rest] = ulong.MaxValue;
    }
}
