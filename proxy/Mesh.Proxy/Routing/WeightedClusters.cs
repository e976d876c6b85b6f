using Mesh.Proxy.Config;
using Mesh.Proxy.Filters;
using Mesh.Proxy.LoadBalancing;

namespace Mesh.Proxy.Routing;

/// <summary>The destinations of a route, in weight proportion (3.15).</summary>
sealed class WeightedClusters(IReadOnlyList<WeightedClusters.Choice> choices)
{
    /// <param name="Cluster">Null: the destination is not known: 503 NC (3.14); <paramref name="MissingName"/> is its would-be name.</param>
    /// <param name="Weight">0 or more.</param>
    /// <param name="Filters">The destination's own, after the route's.</param>
    internal sealed record Choice(Cluster? Cluster, int Weight, IReadOnlyList<IHttpFilter> Filters, string MissingName);

    public IReadOnlyList<Choice> Choices { get; } = choices;

    /// <summary>Null when all weights are 0.</summary>
    public Choice? Pick(ref FastRandom random) => Choices.Count == 0 ? null : Choices[random.Next(Choices.Count)];
}
