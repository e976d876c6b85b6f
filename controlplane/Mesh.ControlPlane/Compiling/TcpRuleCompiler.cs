using Mesh.Contract;
using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>A VirtualService's rules of TCP (3.32) and TLS (3.31) as one proxy applies them.</summary>
static class TcpRuleCompiler
{
    public static IEnumerable<TcpRule> Compile(RouteContext context)
    {
        for (var i = 0; i < context.Service.Tcp.Count; i++)
            if (Rule(context, context.Service.Tcp[i], $"{context.Origin} tcp[{i}]") is { } rule)
                yield return rule;
    }

    public static IEnumerable<TcpRule> CompileTls(RouteContext context)
    {
        for (var i = 0; i < context.Service.Tls.Count; i++)
            if (Rule(context, context.Service.Tls[i], $"{context.Origin} tls[{i}]") is { } rule)
                yield return rule;
    }

    static TcpRule? Rule(RouteContext context, TcpRoute route, string origin)
    {
        var matches = route.Match
            .Where(match => context.Concerns(match.Gateways, match.SourceLabels, match.SourceNamespace))
            .Select(MatchOf)
            .ToList();
        return matches.Count == 0 && route.Match.Count > 0 ? null : Rule(context, origin, matches, route.Route);
    }

    static TcpRule? Rule(RouteContext context, TlsRoute route, string origin)
    {
        var matches = route.Match
            .Where(match => context.Concerns(match.Gateways, match.SourceLabels, match.SourceNamespace))
            .Select(MatchOf)
            .ToList();
        return matches.Count == 0 ? null : Rule(context, origin, matches, route.Route);
    }

    static TcpRule Rule(RouteContext context, string origin, List<TcpMatch> matches, IReadOnlyList<RouteDestination> route) => new()
    {
        Origin = origin,
        Matches = { matches },
        Forward = new Forward { Destinations = { route.Select(one => Destination(context, one)) } },
    };

    static TcpMatch MatchOf(TlsMatchAttributes match) => new()
    {
        DestinationSubnets = { match.DestinationSubnets.Select(AddressParsing.Range).OfType<Cidr>() },
        Port = (uint)(match.Port ?? 0),
        SniHosts = { match.SniHosts.Select(host => host.ToLowerInvariant()) },
    };

    static TcpMatch MatchOf(L4MatchAttributes match) => new()
    {
        DestinationSubnets = { match.DestinationSubnets.Select(AddressParsing.Range).OfType<Cidr>() },
        Port = (uint)(match.Port ?? 0),
    };

    static WeightedDestination Destination(RouteContext context, RouteDestination route) => new()
    {
        Hostname = context.HostOf(route.Destination),
        Subset = route.Destination.Subset ?? "",
        Port = context.PortOf(route.Destination),
        Weight = (uint)Math.Max(0, route.Weight),
    };
}
