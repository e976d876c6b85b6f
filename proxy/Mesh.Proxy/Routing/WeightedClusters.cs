using Mesh.Proxy.Config;
using Mesh.Proxy.Filters;
using Mesh.Proxy.LoadBalancing;

namespace Mesh.Proxy.Routing;

/// <summary>The destinations of a route, in weight proportion (3.15).</summary>
sealed class WeightedClusters(IReadOnlyList<WeightedClusters.Choice> choices)
{
    readonly int total = choices.Sum(choice => choice.Weight);

    /// <param name="Cluster">Null: the destination is not known: 503 NC (3.14); <paramref name="MissingName"/> is its would-be name.</param>
    /// <param name="Weight">0 or more; all together at most int.MaxValue.</param>
    /// <param name="Filters">The destination's own, after the route's.</param>
    internal sealed record Choice(Cluster? Cluster, int Weight, IReadOnlyList<IHttpFilter> Filters, string MissingName);

    public IReadOnlyList<Choice> Choices { get; } = choices;

    /// <summary>No destination at all: not even one that is missing.</summary>
    public bool LeadsNowhere => Choices.Count == 0;

    /// <summary>All to one cluster.</summary>
    public static WeightedClusters Single(Cluster cluster) => new([new Choice(cluster, 1, [], cluster.Name)]);

    /// <summary>Null when all weights are 0. A single destination takes all, whatever its weight.</summary>
    public Choice? Pick(ref FastRandom random)
    {
        if (Choices.Count == 1)
            return Choices[0];
        if (total == 0)
            return null;

        var ticket = random.Next(total);
        for (var i = 0; ; i++)
        {
            var choice = Choices[i];
            if (ticket < choice.Weight)
                return choice;
            ticket -= choice.Weight;
        }
    }
}
