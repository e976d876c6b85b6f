using Mesh.Proxy.Filters;

namespace Mesh.Proxy.Routing;

/// <summary>One rule, resolved: what is done with a request or connection that matched it.</summary>
sealed class Route
{
    /// <summary>%ROUTE_NAME%: http[].name with match[].name, or "default".</summary>
    public required string Name { get; init; }

    /// <summary>The object that decided: "VirtualService default/reviews http[0]", or "Service reviews.default".</summary>
    public required string Origin { get; init; }

    /// <summary>In order; all of the route's, with those of the chosen destination on the destination.</summary>
    public IReadOnlyList<IHttpFilter> Filters { get; init; } = [];

    public required WeightedClusters Clusters { get; init; }

    /// <summary>Zero: none.</summary>
    public TimeSpan Timeout { get; init; }
}
