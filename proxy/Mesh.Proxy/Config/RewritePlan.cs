using System.Text;
using Mesh.Contract;
using Mesh.Proxy.Filters;

namespace Mesh.Proxy.Config;

/// <summary>A rule's rewrite (3.19, 3.20), checked.</summary>
/// <param name="Uri">Null: not rewritten.</param>
/// <param name="Regex">Null: no regex rewrite.</param>
/// <param name="Authority">Of rewrite.authority, else of `Host` in the route's headers; null: not rewritten.</param>
sealed record RewritePlan(byte[]? Uri, RegexPathRewrite? Regex, byte[]? Authority)
{
    /// <exception cref="RejectedException">It cannot be done, or would break the request line.</exception>
    public static RewritePlan Read(Rewrite? rewrite, HeaderEditPlan headers) => rewrite is null
        ? new RewritePlan(null, null, headers.Authority)
        : new RewritePlan(ReadUri(rewrite), ReadRegex(rewrite), ReadAuthority(rewrite) ?? headers.Authority);

    /// <param name="replaced">Bytes of the path that <see cref="Uri"/> replaces.</param>
    public IHttpFilter? ToFilter(int replaced)
    {
        PathRewrite? path = Regex is not null ? Regex : Uri is not null ? new PrefixPathRewrite(replaced, Uri) : null;
        return path is null && Authority is null ? null : new RewriteFilter(path, Authority);
    }

    static byte[]? ReadAuthority(Rewrite rewrite) => rewrite.Authority.Length == 0 ? null : HeaderEditPlan.ReadAuthority(rewrite.Authority);

    // " " is how users of Istio say "remove the prefix": an empty uri would mean no rewrite.
    static byte[]? ReadUri(Rewrite rewrite) =>
        rewrite.Uri.Length == 0 ? null : Encoding.UTF8.GetBytes(Checked(rewrite.Uri.Trim(' '), "rewrite.uri"));

    static RegexPathRewrite? ReadRegex(Rewrite rewrite)
    {
        if (rewrite.Regex.Length == 0)
            return null;
        return RegexPathRewrite.TryCreate(rewrite.Regex, Checked(rewrite.RegexSubstitution, "the substitution"), out var error)
            ?? throw new RejectedException($"uriRegexRewrite \"{rewrite.Regex}\": {error}");
    }

    static string Checked(string path, string what) =>
        path.All(c => c is > ' ' and not '\x7F' and not '#')
            ? path
            : throw new RejectedException($"{what} has characters that cannot stand in a request line");
}
