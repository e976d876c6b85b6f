namespace Mesh.Proxy.Config;

/// <summary>Names of services and domains of routes, checked and in lower case.</summary>
static class DomainName
{
    const int MaxLength = 255;

    /// <summary>A name, "*.suffix" or "*", in lower case.</summary>
    /// <exception cref="RejectedException">It is none of these.</exception>
    public static string Read(string domain)
    {
        if (domain == "*")
            return domain;
        var name = IsWildcard(domain) ? domain[2..] : domain;
        if (name.Length is 0 or > MaxLength || !name.All(IsNameCharacter) || name[0] == '.')
            throw new RejectedException($"\"{Shortened(domain)}\" is no host name");
        return domain.ToLowerInvariant();
    }

    public static bool IsWildcard(string domain) => domain.StartsWith("*.", StringComparison.Ordinal);

    /// <summary>True if every host of <paramref name="inner"/> is one of <paramref name="outer"/>.</summary>
    public static bool Covers(string outer, string inner) =>
        outer == "*" || outer == inner
        || (IsWildcard(outer) && inner.Length > outer.Length - 1 && inner.EndsWith(outer.AsSpan(1), StringComparison.Ordinal));

    /// <summary>Of the domains that cover a host, the one with the greatest rank is the most specific: exact, then the longest suffix, then "*".</summary>
    public static int Rank(string domain) => domain == "*" ? 0 : IsWildcard(domain) ? domain.Length : int.MaxValue;

    // Names are ASCII (IDNA: A-labels); brackets and colons are those of an IPv6 literal.
    static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '[' or ']' or ':';

    static string Shortened(string text) => text.Length <= 80 ? text : text[..80] + "...";
}
