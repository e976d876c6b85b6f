using Mesh.Contract;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>A VirtualService's HTTP rules as one proxy applies them.</summary>
static class HttpRuleCompiler
{
    /// <summary>The rules in the order they are written, without those that are for other proxies.</summary>
    public static IEnumerable<HttpRule> Compile(RouteContext context)
    {
        for (var i = 0; i < context.Service.Http.Count; i++)
            if (Rule(context, context.Service.Http[i], $"{context.Origin} http[{i}]") is { } rule)
                yield return rule;
    }

    /// <summary>
    /// The rules of several VirtualServices that share a host at a gateway, in order of age, with catch-alls moved behind all others, as
    /// Istio does: else the oldest one's catch-all would hide the rest (3.4).
    /// </summary>
    public static IEnumerable<HttpRule> Merge(IEnumerable<HttpRule> rules)
    {
        var split = rules.SelectMany(SplitCatchAll).ToList();
        return split.Where(rule => !IsCatchAll(rule)).Concat(split.Where(IsCatchAll));
    }

    static HttpRule? Rule(RouteContext context, HttpRoute route, string origin)
    {
        var matches = route.Match
            .Where(match => context.Concerns(match.Gateways, match.SourceLabels, match.SourceNamespace))
            .Select(HttpMatchCompiler.Compile)
            .ToList();
        if (matches.Count == 0 && route.Match.Count > 0)
            return null;
        return new HttpRule
        {
            Name = route.Name ?? "",
            Origin = origin,
            Matches = { matches },
            Forward = new Forward { Destinations = { route.Route.Select(one => Destination(context, one)) } },
            Rewrite = RewriteOf(route.Rewrite),
            TimeoutMs = Duration.Milliseconds(route.Timeout ?? TimeSpan.Zero),
            Headers = HeaderEditCompiler.Compile(route.Headers),
        };
    }

    static WeightedDestination Destination(RouteContext context, HttpRouteDestination route) => new()
    {
        Hostname = context.HostOf(route.Destination),
        Subset = route.Destination.Subset ?? "",
        Port = context.PortOf(route.Destination),
        Weight = (uint)Math.Max(0, route.Weight),
        Headers = HeaderEditCompiler.Compile(route.Headers),
    };

    static Rewrite? RewriteOf(HttpRewrite? rewrite) => rewrite is null ? null : new Rewrite
    {
        Uri = rewrite.Uri ?? "",
        Authority = rewrite.Authority ?? "",
        Regex = rewrite.UriRegexRewrite?.Match ?? "",
        RegexSubstitution = rewrite.UriRegexRewrite?.Rewrite ?? "",
    };

    // Blocks are alternatives, so a rule may be a catch-all in one of them only.
    static IEnumerable<HttpRule> SplitCatchAll(HttpRule rule)
    {
        var specific = rule.Matches.Where(match => !HttpMatchCompiler.MatchesAll(match)).ToList();
        if (specific.Count == 0 || specific.Count == rule.Matches.Count)
            return [rule];
        var (one, other) = (rule.Clone(), rule.Clone());
        one.Matches.Clear();
        one.Matches.Add(specific);
        other.Matches.Clear();
        other.Matches.Add(rule.Matches.Where(HttpMatchCompiler.MatchesAll));
        return [one, other];
    }

    static bool IsCatchAll(HttpRule rule) => rule.Matches.Count == 0 || rule.Matches.Any(HttpMatchCompiler.MatchesAll);
}
