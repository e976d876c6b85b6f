using Mesh.Contract;
using Mesh.Proxy.Filters;

namespace Mesh.Proxy.Config;

/// <summary>One HTTP rule, compiled once per version of its resource and linked to clusters whenever these change.</summary>
/// <param name="Filters">The route's, after the rewrite of the match block.</param>
sealed record HttpRulePlan(
    string Name, string Origin, HttpMatchPlan[] Matches, IHttpFilter[] Filters, DestinationPlan[] Destinations, TimeSpan Timeout)
{
    /// <exception cref="RejectedException">Something in it cannot be done; the reason names the rule.</exception>
    public static HttpRulePlan Read(HttpRule rule)
    {
        try
        {
            return ReadUnnamed(rule);
        }
        catch (RejectedException e)
        {
            throw new RejectedException($"{rule.Origin}: {e.Message}");
        }
    }

    /// <summary>As Istio names Envoy's routes: %ROUTE_NAME%.</summary>
    public string NameOf(HttpMatchPlan match) => match.Name.Length == 0 ? Name : $"{Name}.{match.Name}";

    static HttpRulePlan ReadUnnamed(HttpRule rule)
    {
        var headers = HeaderEditPlan.Read(rule.Headers);
        var rewrite = RewritePlan.Read(rule.Rewrite, headers);
        HttpMatchPlan[] matches = rule.Matches.Count == 0
            ? [HttpMatchPlan.Always(rewrite)]
            : [.. rule.Matches.Select(match => HttpMatchPlan.Read(match, rewrite))];

        // Envoy applies a destination's edits before the route's, so that the route has the last word: where a destination has any, the
        // route's run with it.
        var edits = headers.ToFilters(authority: null);
        var isByDestination = rule.Forward?.Destinations.Any(destination => destination.Headers is not null) ?? false;
        return new HttpRulePlan(
            rule.Name, rule.Origin, matches, isByDestination ? [] : edits,
            DestinationPlan.Read(rule.Forward, isByDestination ? edits : []), ContractTime.Read(rule.TimeoutMs));
    }
}
