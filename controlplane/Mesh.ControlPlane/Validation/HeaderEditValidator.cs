using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for header edits.</summary>
static class HeaderEditValidator
{
    public static void Validate(Findings findings, string at, Headers? headers)
    {
        if (headers is not null)
        {
            Operations(findings, $"{at}.request", headers.Request, HeaderSyntax.RequestEditName);
            Operations(findings, $"{at}.response", headers.Response, HeaderSyntax.EditName);
        }
    }

    /// <summary>The authority may be rewritten in one place only.</summary>
    public static void SingleAuthority(Findings findings, string at, HttpRoute route)
    {
        var request = route.Headers?.Request ?? HeaderOperations.None;
        var edits = request.Set.Keys.Concat(request.Add.Keys).Count(HeaderSyntax.IsAuthority);
        findings.Require(
            edits + (route.Rewrite?.Authority is null ? 0 : 1) <= 1, $"{at}.headers.request",
            "must not set the authority more than once (rewrite.authority, Host, :authority)");
    }

    static void Operations(Findings findings, string at, HeaderOperations operations, Func<string, string?> editName)
    {
        Values(findings, $"{at}.set", operations.Set, editName);
        Values(findings, $"{at}.add", operations.Add, editName);
        for (var i = 0; i < operations.Remove.Count; i++)
        {
            findings.Check($"{at}.remove[{i}]", HeaderSyntax.EditName(operations.Remove[i]));
        }
    }

    static void Values(Findings findings, string at, IReadOnlyDictionary<string, string> edits, Func<string, string?> editName)
    {
        foreach (var (name, value) in edits)
        {
            findings.Check($"{at}[{name}]", editName(name));
            findings.Check($"{at}[{name}]", HeaderSyntax.Value(value));
        }
    }
}
