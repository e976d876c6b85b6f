using System.Text;
using Mesh.Contract;
using Mesh.Proxy.Filters;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Config;

/// <summary>One match block (3.5-3.11), compiled.</summary>
/// <param name="Matcher">Without the port.</param>
/// <param name="Name">match[].name.</param>
/// <param name="Port">0: any.</param>
/// <param name="Rewrite">What the rule rewrites where this block matched: a prefix rewrite depends on it; null: nothing.</param>
sealed record HttpMatchPlan(HttpMatcher Matcher, string Name, uint Port, IHttpFilter? Rewrite)
{
    /// <summary>A rule without match blocks is Envoy's prefix "/": that is what its rewrite replaces.</summary>
    public static HttpMatchPlan Always(RewritePlan rewrite) => new(HttpMatcher.Always, "", 0, rewrite.ToFilter(1));

    /// <exception cref="RejectedException">A regular expression is none.</exception>
    public static HttpMatchPlan Read(HttpMatch match, RewritePlan rewrite)
    {
        var matcher = new HttpMatcher
        {
            Uri = Value(match.Uri, match.IgnoreUriCase),
            Method = Value(match.Method),
            Scheme = Value(match.Scheme),
            Authority = Value(match.Authority),
            Headers = [.. Headers(match.Headers, inverted: false), .. Headers(match.WithoutHeaders, inverted: true)],
            QueryParams = [.. match.QueryParams.Select(parameter => new QueryMatcher(parameter.Name, Value(parameter.Value)))],
        };
        return new HttpMatchPlan(matcher, match.Name, match.Port, rewrite.ToFilter(ReplacedLength(match.Uri)));
    }

    static int ReplacedLength(StringMatch? uri) => (uri?.MatchCase ?? StringMatch.MatchOneofCase.None) switch
    {
        StringMatch.MatchOneofCase.None => 1,
        StringMatch.MatchOneofCase.Prefix => Encoding.UTF8.GetByteCount(uri!.Prefix),
        StringMatch.MatchOneofCase.Exact or StringMatch.MatchOneofCase.Regex => int.MaxValue,
    };

    static IEnumerable<HeaderMatcher> Headers(IEnumerable<NamedMatch> headers, bool inverted) =>
        headers.Select(header => new HeaderMatcher(header.Name.ToLowerInvariant(), Value(header.Value), inverted));

    // Null is presence (or no condition): Istio reads a lone star as presence, though it is no expression.
    static StringMatcher? Value(StringMatch? match, bool ignoreCase = false) => (match?.MatchCase ?? StringMatch.MatchOneofCase.None) switch
    {
        StringMatch.MatchOneofCase.None => null,
        StringMatch.MatchOneofCase.Exact => new ExactMatcher(match!.Exact, ignoreCase),
        StringMatch.MatchOneofCase.Prefix => new PrefixMatcher(match!.Prefix, ignoreCase),
        StringMatch.MatchOneofCase.Regex => match!.Regex == "*" ? null : Regex(match.Regex),
    };

    static RegexMatcher Regex(string pattern) =>
        RegexMatcher.TryCreate(pattern, out var error) ?? throw new RejectedException($"regex \"{pattern}\": {error}");
}
