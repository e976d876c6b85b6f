using Mesh.Contract;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Config;

/// <summary>One rule of TCP (3.32) or TLS (3.31), compiled.</summary>
sealed record TcpRulePlan(string Origin, TcpRulePlan.Match[] Matches, DestinationPlan[] Destinations)
{
    /// <param name="Subnets">Empty: any destination.</param>
    /// <param name="Port">0: any.</param>
    /// <param name="ServerNames">In rules of TLS. Empty: any.</param>
    internal readonly record struct Match(AddressPrefix[] Subnets, uint Port, string[] ServerNames);

    /// <exception cref="RejectedException">Something in it cannot be done; the reason names the rule.</exception>
    public static TcpRulePlan Read(TcpRule rule)
    {
        try
        {
            Match[] matches = rule.Matches.Count == 0 ? [new Match([], 0, [])] : [.. rule.Matches.Select(Read)];
            return new TcpRulePlan(rule.Origin, matches, DestinationPlan.Read(rule.Forward, []));
        }
        catch (RejectedException e)
        {
            throw new RejectedException($"{rule.Origin}: {e.Message}");
        }
    }

    static Match Read(TcpMatch match) => new([.. match.DestinationSubnets.Select(ContractAddress.Read)], match.Port, [.. match.SniHosts.Select(DomainName.Read).Distinct()]);
}
