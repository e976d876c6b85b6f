using Mesh.Contract;
using Mesh.ControlPlane.Resources.Networking;
using StringMatch = Mesh.Contract.StringMatch;

namespace Mesh.ControlPlane.Compiling;

/// <summary>One match block (3.5-3.11); what the control plane decides itself (sources, gateways) is left out.</summary>
static class HttpMatchCompiler
{
    public static HttpMatch Compile(HttpMatchRequest match) => new()
    {
        Name = match.Name ?? "",
        Uri = Value(match.Uri),
        IgnoreUriCase = match.IgnoreUriCase,
        Method = Value(match.Method),
        Scheme = Value(match.Scheme),
        Authority = Value(match.Authority),
        Headers = { HeadersOf(match.Headers) },
        WithoutHeaders = { HeadersOf(match.WithoutHeaders) },
        QueryParams = { Named(match.QueryParams) },
        Port = (uint)(match.Port ?? 0),
    };

    /// <summary>Whether a block holds for every request: no condition, or only a path that every request has.</summary>
    public static bool MatchesAll(HttpMatch match) =>
        match is { Method: null, Scheme: null, Authority: null, Port: 0, Headers.Count: 0, WithoutHeaders.Count: 0, QueryParams.Count: 0 }
        && match.Uri is null or { Prefix: "/" } or { Regex: ".*" or "/.*" };

    // Presence says nothing of what every request has.
    static StringMatch? Value(Resources.Networking.StringMatch? match) => match is { } one ? Compile(one) : null;

    // The keys that name other fields are ignored (3.8).
    static IEnumerable<NamedMatch> HeadersOf(IReadOnlyDictionary<string, Resources.Networking.StringMatch> headers) =>
        Named(headers.Where(header => header.Key is not ("uri" or "scheme" or "method" or "authority"))
            .Select(header => KeyValuePair.Create(header.Key.ToLowerInvariant(), header.Value)));

    static IEnumerable<NamedMatch> Named(IEnumerable<KeyValuePair<string, Resources.Networking.StringMatch>> matches) =>
        matches.OrderBy(match => match.Key, StringComparer.Ordinal)
            .Select(match => new NamedMatch { Name = match.Key, Value = Compile(match.Value) });

    static StringMatch? Compile(Resources.Networking.StringMatch match) => match.Kind switch
    {
        StringMatchKind.Present => null,
        StringMatchKind.Exact => new StringMatch { Exact = match.Value },
        StringMatchKind.Prefix => new StringMatch { Prefix = match.Value },
        // Istio reads a lone star as presence, though it is no regular expression.
        StringMatchKind.Regex => match.Value == "*" ? null : new StringMatch { Regex = match.Value },
    };
}
