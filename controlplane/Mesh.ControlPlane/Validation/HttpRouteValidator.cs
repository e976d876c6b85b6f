using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for one <c>http[]</c> entry.</summary>
static class HttpRouteValidator
{
    const int MaxBody = 1024 * 1024;

    public static void Validate(Findings findings, string at, HttpRoute route, bool isDelegate, bool boundToGateway)
    {
        Conflicts(findings, at, route, isDelegate);
        for (var i = 0; i < route.Match.Count; i++)
        {
            HttpMatchValidator.Validate(findings, $"{at}.match[{i}]", route.Match[i], boundToGateway);
        }

        DestinationValidator.Weighted(findings, $"{at}.route", route.Route, entry => entry.Destination, entry => entry.Weight);
        for (var i = 0; i < route.Route.Count; i++)
        {
            HeaderEditValidator.Validate(findings, $"{at}.route[{i}].headers", route.Route[i].Headers);
        }

        HeaderEditValidator.Validate(findings, $"{at}.headers", route.Headers);
        HeaderEditValidator.SingleAuthority(findings, at, route);
        DurationRule.AtLeastOneMillisecond(findings, $"{at}.timeout", route.Timeout);
        RewriteValidator.Validate(findings, $"{at}.rewrite", route);
        Redirect(findings, $"{at}.redirect", route);
        DirectResponse(findings, $"{at}.directResponse", route.DirectResponse);
        RetryValidator.Validate(findings, $"{at}.retries", route.Retries);
        FaultValidator.Validate(findings, $"{at}.fault", route.Fault);
        CorsValidator.Validate(findings, $"{at}.corsPolicy", route.CorsPolicy);
        Mirrors(findings, at, route);
    }

    static void Conflicts(Findings findings, string at, HttpRoute route, bool isDelegate)
    {
        if (route.Delegate is not null)
        {
            findings.Require(!isDelegate, $"{at}.delegate", "must not be set in a delegate, delegation has one level");
            findings.Require(route.Delegate.Name.Length > 0, $"{at}.delegate.name", "is required");
            findings.Require(route.Route.Count == 0, $"{at}.route", "cannot be set together with delegate");
            findings.Require(route.Redirect is null, $"{at}.redirect", "cannot be set together with delegate");
            return;
        }

        var answer = route.Redirect is not null ? "redirect" : route.DirectResponse is not null ? "directResponse" : null;
        if (answer is null)
        {
            findings.Require(route.Route.Count > 0, at, "must have one of route, redirect, directResponse or delegate");
            return;
        }

        var rule = $"cannot be set together with {answer}";
        findings.Require(route.Route.Count == 0, $"{at}.route", rule);
        findings.Require(route.Fault is null, $"{at}.fault", rule);
        findings.Require(route.Rewrite is null, $"{at}.rewrite", rule);
        findings.Require(route.Redirect is null || route.DirectResponse is null, $"{at}.directResponse", rule);
    }

    static void Redirect(Findings findings, string at, HttpRoute route)
    {
        if (route.Redirect is not { } redirect)
        {
            return;
        }

        findings.Require(redirect.Uri is null || redirect.PrefixRewrite is null, $"{at}.prefixRewrite", "cannot be set together with uri");
        findings.Require(
            redirect.PrefixRewrite is null || route.Match.All(match => match.Uri is null or { Kind: StringMatchKind.Prefix }),
            $"{at}.prefixRewrite", "needs every uri match of the route to be a prefix");
        findings.Require(
            redirect is not { Uri: null, PrefixRewrite: null, Authority: null, Port: null, DerivePort: null, Scheme: null },
            at, "must set at least one of uri, prefixRewrite, authority, port, derivePort, scheme");
        findings.Require(
            redirect.RedirectCode is 0 or (>= 300 and <= 399), $"{at}.redirectCode",
            $"must be between 300 and 399, is {redirect.RedirectCode}");
        findings.Require(redirect.Scheme is null or "http" or "https", $"{at}.scheme", $"must be http or https, is \"{redirect.Scheme}\"");
    }

    static void DirectResponse(Findings findings, string at, HttpDirectResponse? response)
    {
        if (response is not null)
        {
            findings.Require(response.Status is >= 200 and <= 599, $"{at}.status", $"must be between 200 and 599, is {response.Status}");
            findings.Require(response.Body.Length <= MaxBody, $"{at}.body", $"must be at most {MaxBody} bytes, has {response.Body.Length}");
        }
    }

    static void Mirrors(Findings findings, string at, HttpRoute route)
    {
        findings.Require(route.Mirror is null || route.Mirrors.Count == 0, $"{at}.mirrors", "cannot be set together with mirror");
        DestinationValidator.Validate(findings, $"{at}.mirror", route.Mirror);
        PercentRule.Validate(findings, $"{at}.mirrorPercentage.value", route.MirrorPercentage);
        for (var i = 0; i < route.Mirrors.Count; i++)
        {
            DestinationValidator.Validate(findings, $"{at}.mirrors[{i}].destination", route.Mirrors[i].Destination);
            PercentRule.Validate(findings, $"{at}.mirrors[{i}].percentage.value", route.Mirrors[i].Percentage);
        }
    }
}
