namespace Mesh.Proxy.Routing;

/// <summary>Outcome of matching a request.</summary>
/// <param name="Route">The route, or null.</param>
/// <param name="Miss">With no route: what to answer.</param>
readonly record struct RouteMatch(Route? Route, RouteMiss Miss)
{
    /// <summary>The index of the match block that decided: rewrite of a prefix needs its length.</summary>
    public int MatchIndex { get; init; }
}
