using Mesh.Contract;
using Mesh.Proxy.Filters;

namespace Mesh.Proxy.Config;

/// <summary>Where a share of a rule's traffic goes (3.14, 3.15); the cluster is found when tables are built.</summary>
/// <param name="Port">0: the service's only port, else the listener's.</param>
/// <param name="Filters">What runs once this destination was chosen.</param>
sealed record DestinationPlan(string Hostname, string Subset, uint Port, int Weight, IHttpFilter[] Filters)
{
    /// <param name="forward">May be missing: the rule then leads nowhere.</param>
    /// <param name="afterwards">What runs after a destination's own filters.</param>
    /// <exception cref="RejectedException">Headers or weights are not allowed.</exception>
    public static DestinationPlan[] Read(Forward? forward, IHttpFilter[] afterwards)
    {
        var destinations = forward?.Destinations ?? [];
        if (destinations.Sum(destination => (long)destination.Weight) > int.MaxValue)
            throw new RejectedException($"the weights of a rule add up to more than {int.MaxValue}");
        return [.. destinations.Select(destination => Read(destination, afterwards))];
    }

    static DestinationPlan Read(WeightedDestination destination, IHttpFilter[] afterwards)
    {
        var headers = HeaderEditPlan.Read(destination.Headers);
        return new DestinationPlan(
            destination.Hostname.ToLowerInvariant(), destination.Subset, destination.Port, (int)destination.Weight,
            [.. headers.ToFilters(headers.Authority), .. afterwards]);
    }
}
