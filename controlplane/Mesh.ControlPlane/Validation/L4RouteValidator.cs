using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for <c>tcp[]</c> and <c>tls[]</c> entries.</summary>
static class L4RouteValidator
{
    public static void Tcp(Findings findings, string at, TcpRoute route)
    {
        for (var i = 0; i < route.Match.Count; i++)
        {
            var (match, place) = (route.Match[i], $"{at}.match[{i}]");
            Common(findings, place, match.DestinationSubnets, match.SourceLabels, match.SourceNamespace, match.Gateways);
            findings.Check($"{place}.sourceSubnet", match.SourceSubnet is { } source ? AddressSyntax.Subnet(source) : null);
        }

        Destinations(findings, at, route.Route);
    }

    public static void Tls(Findings findings, string at, TlsRoute route, HostIndex hosts, string named)
    {
        findings.Require(route.Match.Count > 0, $"{at}.match", "must have at least one match with sniHosts");
        for (var i = 0; i < route.Match.Count; i++)
        {
            var (match, place) = (route.Match[i], $"{at}.match[{i}]");
            Common(findings, place, match.DestinationSubnets, match.SourceLabels, match.SourceNamespace, match.Gateways);
            SniHosts(findings, $"{place}.sniHosts", match.SniHosts, hosts, named);
        }

        Destinations(findings, at, route.Route);
    }

    static void SniHosts(Findings findings, string at, IReadOnlyList<string> sniHosts, HostIndex hosts, string named)
    {
        findings.Require(sniHosts.Count > 0, at, "must have at least one host");
        for (var i = 0; i < sniHosts.Count; i++)
        {
            var sni = sniHosts[i];
            findings.Check($"{at}[{i}]", AddressSyntax.IsIp(sni) || IsGenerated(sni) ? null : HostSyntax.WildcardDomain(sni));
            findings.Require(
                hosts.Covers(sni), $"{at}[{i}]", $"must be within spec.hosts ({named}), is \"{sni}\"");
        }
    }

    /// <summary>The SNI of AUTO_PASSTHROUGH: <c>outbound_.PORT_.SUBSET_.HOST</c>.</summary>
    static bool IsGenerated(string sni) => sni.StartsWith("outbound_.", StringComparison.Ordinal) && sni.Split('_').Length >= 4;

    static void Common(
        Findings findings,
        string at,
        IReadOnlyList<string> subnets,
        IReadOnlyDictionary<string, string> sourceLabels,
        string? sourceNamespace,
        IReadOnlyList<string> gateways)
    {
        for (var i = 0; i < subnets.Count; i++)
        {
            findings.Check($"{at}.destinationSubnets[{i}]", AddressSyntax.Subnet(subnets[i]));
        }

        LabelSyntax.Validate(findings, $"{at}.sourceLabels", sourceLabels);
        findings.Check($"{at}.sourceNamespace", sourceNamespace is null ? null : NameSyntax.AnyCaseLabel(sourceNamespace));
        VirtualServiceValidator.GatewayNames(findings, $"{at}.gateways", gateways);
    }

    static void Destinations(Findings findings, string at, IReadOnlyList<RouteDestination> route)
    {
        findings.Require(route.Count > 0, $"{at}.route", "must have at least one destination");
        DestinationValidator.Weighted(findings, $"{at}.route", route, entry => entry.Destination, entry => entry.Weight);
    }
}
