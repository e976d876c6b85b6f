namespace Mesh.Proxy.Routing;

/// <summary>One match block: all conditions that it has must hold (3.5). The port is no condition here: it was decided when the table was built.</summary>
sealed class HttpMatcher
{
    /// <summary>A rule without match blocks.</summary>
    public static readonly HttpMatcher Always = new();

    public StringMatcher? Uri { get; init; }

    public StringMatcher? Method { get; init; }

    public StringMatcher? Scheme { get; init; }

    public StringMatcher? Authority { get; init; }

    /// <summary>match.headers and match.withoutHeaders.</summary>
    public HeaderMatcher[] Headers { get; init; } = [];

    public QueryMatcher[] QueryParams { get; init; } = [];

    public bool Matches(in RequestView request) =>
        (Uri is null || Uri.IsMatch(request.Path))
        && (Method is null || Method.IsMatch(request.Method))
        && (Scheme is null || Scheme.IsMatch(request.Scheme))
        && (Authority is null || Authority.IsMatch(request.Authority))
        && MatchesHeaders(request)
        && MatchesQuery(request.Query);

    bool MatchesHeaders(in RequestView request)
    {
        foreach (var header in Headers)
        {
            if (!header.Matches(request))
                return false;
        }

        return true;
    }

    bool MatchesQuery(ReadOnlySpan<byte> query)
    {
        foreach (var parameter in QueryParams)
        {
            if (!parameter.Matches(query))
                return false;
        }

        return true;
    }
}
