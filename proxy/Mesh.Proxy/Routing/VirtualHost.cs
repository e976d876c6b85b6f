namespace Mesh.Proxy.Routing;

/// <summary>The rules for some domains of one port, in order.</summary>
sealed class VirtualHost
{
    /// <summary>Lower case, without port: a name, "*.suffix", "*", an IPv4 address, or an IPv6 address in brackets.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    public required RouteEntry[] Entries { get; init; }

    /// <summary>Every request that did not come by TLS is sent to https (5.5).</summary>
    public bool HttpsRedirect { get; init; }

    /// <summary>The first entry that matches. One whose rule leads nowhere (an action this proxy does not have) ends in 404 as the contract says.</summary>
    public RouteMatch Match(in RequestView request)
    {
        if (HttpsRedirect && !request.Scheme.SequenceEqual("https"u8))
            return new RouteMatch(null, RouteMiss.HttpsRedirect);
        foreach (ref readonly var entry in Entries.AsSpan())
        {
            if (entry.Matcher.Matches(request))
            {
                return entry.Route.Clusters.LeadsNowhere
                    ? new RouteMatch(null, RouteMiss.NotFound)
                    : new RouteMatch(entry.Route, RouteMiss.None) { MatchIndex = entry.MatchIndex };
            }
        }

        return new RouteMatch(null, RouteMiss.NotFound);
    }
}
