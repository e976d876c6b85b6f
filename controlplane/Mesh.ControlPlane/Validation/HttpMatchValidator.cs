using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for one block of <c>http[].match</c>.</summary>
static class HttpMatchValidator
{
    public static void Validate(Findings findings, string at, HttpMatchRequest match, bool boundToGateway)
    {
        // An empty uri prefix is allowed: it is how users write "every path".
        Regex(findings, $"{at}.uri", match.Uri);
        Text(findings, $"{at}.scheme", match.Scheme);
        Text(findings, $"{at}.method", match.Method);
        Text(findings, $"{at}.authority", match.Authority);
        Headers(findings, $"{at}.headers", match.Headers, boundToGateway);
        Headers(findings, $"{at}.withoutHeaders", match.WithoutHeaders, boundToGateway);
        foreach (var (name, value) in match.QueryParams)
        {
            Text(findings, $"{at}.queryParams[{name}]", value);
        }

        LabelSyntax.Validate(findings, $"{at}.sourceLabels", match.SourceLabels);
        VirtualServiceValidator.GatewayNames(findings, $"{at}.gateways", match.Gateways);
        findings.Check($"{at}.sourceNamespace", match.SourceNamespace is { } source ? NameSyntax.AnyCaseLabel(source) : null);
        if (match is { IgnoreUriCase: true, Uri.Kind: StringMatchKind.Regex })
        {
            findings.Warning($"{at}.ignoreUriCase", "has no effect on a regex, write (?i) in the pattern");
        }
    }

    static void Headers(Findings findings, string at, IReadOnlyDictionary<string, StringMatch> headers, bool boundToGateway)
    {
        foreach (var (name, value) in headers)
        {
            findings.Check($"{at}[{name}]", HeaderSyntax.MatchName(name));
            findings.Require(
                boundToGateway || !HeaderSyntax.IsJwtClaim(name), $"{at}[{name}]",
                "JWT claims can be matched at gateways only, not by sidecars");
            Text(findings, $"{at}[{name}]", value);
            if (name is "uri" or "scheme" or "method" or "authority")
            {
                findings.Warning($"{at}[{name}]", $"is ignored under headers, match on {name} itself");
            }
        }
    }

    static void Text(Findings findings, string at, StringMatch? match)
    {
        findings.Require(match is not { Kind: StringMatchKind.Prefix, Value: "" }, $"{at}.prefix", "must not be empty");
        Regex(findings, at, match);
    }

    static void Regex(Findings findings, string at, StringMatch? match)
    {
        if (match is { Kind: StringMatchKind.Regex } regex)
        {
            findings.Check($"{at}.regex", RegexSyntax.Check(regex.Value));
        }
    }
}
