using Mesh.Contract;
using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>A VirtualService's TCP rules as one proxy applies them (3.32).</summary>
static class TcpRuleCompiler
{
    public static IEnumerable<TcpRule> Compile(RouteContext context)
    {
        for (var i = 0; i < context.Service.Tcp.Count; i++)
            if (Rule(context, context.Service.Tcp[i], $"{context.Origin} tcp[{i}]") is { } rule)
                yield return rule;
    }

    static TcpRule? Rule(RouteContext context, TcpRoute route, string origin)
    {
        var matches = route.Match
            .Where(match => context.Concerns(match.Gateways, match.SourceLabels, match.SourceNamespace))
            .Select(MatchOf)
            .ToList();
        if (matches.Count == 0 && route.Match.Count > 0)
            return null;
        return new TcpRule
        {
            Origin = origin,
            Matches = { matches },
            Forward = new Forward { Destinations = { route.Route.Select(one => Destination(context, one)) } },
        };
    }

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
