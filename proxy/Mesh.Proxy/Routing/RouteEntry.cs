namespace Mesh.Proxy.Routing;

/// <summary>One match block of one rule and the route it leads to. A rule of several blocks is several entries, as in Envoy.</summary>
/// <param name="Matcher">When.</param>
/// <param name="Route">What is done.</param>
/// <param name="MatchIndex">The block's place in its rule.</param>
readonly record struct RouteEntry(HttpMatcher Matcher, Route Route, int MatchIndex);
