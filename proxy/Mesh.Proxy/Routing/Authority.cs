namespace Mesh.Proxy.Routing;

/// <summary>What stands in Host or :authority (RFC 9110 section 7.2).</summary>
static class Authority
{
    /// <summary>
    /// The host without port and without the dot of an absolute name. A port is digits after the last colon; an IPv6 literal keeps its brackets.
    /// </summary>
    public static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> authority)
    {
        var colon = authority.LastIndexOf((byte)':');
        if (colon >= 0 && !authority[(colon + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9') && !IsInsideBrackets(authority, colon))
            authority = authority[..colon];
        return authority.Length > 1 && authority[^1] == (byte)'.' ? authority[..^1] : authority;
    }

    static bool IsInsideBrackets(ReadOnlySpan<byte> authority, int at) => authority[at..].Contains((byte)']');
}
