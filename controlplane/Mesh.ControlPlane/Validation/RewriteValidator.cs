using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for <c>http[].rewrite</c>.</summary>
static class RewriteValidator
{
    public static void Validate(Findings findings, string at, HttpRoute route)
    {
        if (route.Rewrite is not { } rewrite)
        {
            return;
        }

        findings.Require(
            rewrite is not { Uri: null, UriRegexRewrite: null, Authority: null }, at,
            "must set at least one of uri, uriRegexRewrite, authority");
        findings.Require(
            rewrite.Uri is null || rewrite.UriRegexRewrite is null, $"{at}.uriRegexRewrite", "cannot be set together with uri");
        if (rewrite.UriRegexRewrite is { } regex)
        {
            findings.Check($"{at}.uriRegexRewrite.match", RegexSyntax.Check(regex.Match));
            findings.Check($"{at}.uriRegexRewrite.rewrite", Replacement(regex));
        }
    }

    /// <summary>RE2's rule: a backslash is followed by a group number or by another backslash.</summary>
    static string? Replacement(RegexRewrite regex)
    {
        if (regex.Rewrite.Length == 0)
        {
            return "is required";
        }

        var groups = RegexSyntax.GroupCount(regex.Match);
        for (var i = 0; i < regex.Rewrite.Length; i++)
        {
            if (regex.Rewrite[i] == '\\' && Reference(regex.Rewrite, ++i, groups) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    static string? Reference(string rewrite, int position, int groups) =>
        position >= rewrite.Length || (rewrite[position] != '\\' && !char.IsAsciiDigit(rewrite[position]))
            ? "must have a group number or another backslash after each backslash"
            : rewrite[position] != '\\' && rewrite[position] - '0' > groups
                ? $"refers to group {rewrite[position]}, the match has {groups}"
                : null;
}
