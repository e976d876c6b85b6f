namespace Mesh.ControlPlane.Registry;

/// <summary>Host names as Istio's API writes them: exact, <c>*.suffix</c> or <c>*</c>; compared without case (RFC 4343).</summary>
static class HostName
{
    /// <summary>What Kubernetes service names end with.</summary>
    public const string ServiceSuffix = "svc.cluster.local";

    public const string Any = "*";

    public static bool IsWildcard(string host) => host.StartsWith('*');

    /// <summary>The full name of a Kubernetes service.</summary>
    public static string OfService(string name, string @namespace) => $"{name}.{@namespace}.{ServiceSuffix}".ToLowerInvariant();

    /// <summary>
    /// A host as written in a resource of <paramref name="namespace"/>: a name without dots is a service there (3.1, 4.1); all else,
    /// also <c>reviews.prod</c>, stands for itself.
    /// </summary>
    public static string Qualify(string host, string @namespace) =>
        host.Contains('.') || host.Contains(':') || IsWildcard(host) ? host.ToLowerInvariant() : OfService(host, @namespace);

    /// <summary>Whether every name that <paramref name="host"/> stands for is also one of <paramref name="pattern"/>.</summary>
    public static bool Covers(string pattern, string host)
    {
        if (!IsWildcard(pattern))
            return pattern == host;
        var suffix = pattern.AsSpan(1);
        var name = IsWildcard(host) ? host.AsSpan(1) : host.AsSpan();
        return name.EndsWith(suffix, StringComparison.Ordinal) && (IsWildcard(host) || name.Length > suffix.Length);
    }

    /// <summary>A host and the wildcards that cover it at a dot, most specific first.</summary>
    public static IEnumerable<string> Patterns(string host)
    {
        yield return host;
        for (var dot = host.IndexOf('.'); dot >= 0; dot = host.IndexOf('.', dot + 1))
            if (dot != 1 || host[0] != '*')
                yield return $"*{host[dot..]}";
        if (host != Any)
            yield return Any;
    }

    /// <summary>The narrower of two hosts where one covers the other; null when they have nothing in common.</summary>
    public static string? Intersect(string one, string other) =>
        Covers(one, other) ? other : Covers(other, one) ? one : null;

    /// <summary>The most specific of <paramref name="patterns"/> that covers <paramref name="host"/>: itself, else the longest wildcard.</summary>
    public static string? MostSpecific(IEnumerable<string> patterns, string host)
    {
        string? best = null;
        foreach (var pattern in patterns)
            if (Covers(pattern, host) && (best is null || Covers(best, pattern)))
                best = pattern;
        return best;
    }
}
