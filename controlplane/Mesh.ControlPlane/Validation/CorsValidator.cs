using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for <c>http[].corsPolicy</c>.</summary>
static class CorsValidator
{
    static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"];

    public static void Validate(Findings findings, string at, CorsPolicy? cors)
    {
        if (cors is null)
        {
            return;
        }

        for (var i = 0; i < cors.AllowOrigins.Count; i++)
        {
            Origin(findings, $"{at}.allowOrigins[{i}]", cors.AllowOrigins[i]);
        }

        for (var i = 0; i < cors.AllowMethods.Count; i++)
        {
            findings.Require(
                Methods.Contains(cors.AllowMethods[i]), $"{at}.allowMethods[{i}]",
                $"must be an HTTP method or *, is \"{cors.AllowMethods[i]}\"");
        }

        Names(findings, $"{at}.allowHeaders", cors.AllowHeaders);
        Names(findings, $"{at}.exposeHeaders", cors.ExposeHeaders);
        DurationRule.AtLeastOneMillisecond(findings, $"{at}.maxAge", cors.MaxAge);
        findings.Require(
            cors.MaxAge is not { } age || age.Ticks % TimeSpan.TicksPerSecond == 0, $"{at}.maxAge", "must be a whole number of seconds");
    }

    static void Origin(Findings findings, string at, StringMatch origin)
    {
        findings.Require(origin.Value.Length > 0, at, "must not be empty");
        if (origin is { Kind: StringMatchKind.Regex, Value.Length: > 0 })
        {
            findings.Check($"{at}.regex", RegexSyntax.Check(origin.Value));
        }
    }

    static void Names(Findings findings, string at, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            findings.Require(
                names[i] == "*" || HeaderSyntax.IsToken(names[i]), $"{at}[{i}]", $"must be a header name or *, is \"{names[i]}\"");
        }
    }
}
