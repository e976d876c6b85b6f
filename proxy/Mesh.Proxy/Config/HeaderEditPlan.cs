using System.Text;
using Mesh.Contract;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Filters;

namespace Mesh.Proxy.Config;

/// <summary>headers.request and headers.response of a route or destination (3.30), checked: no edit can break a message's framing or inject a line.</summary>
/// <param name="Request">In the order they are applied.</param>
/// <param name="Response">In the order they are applied.</param>
/// <param name="Authority">From `Host` or `:authority` in request set; null: none.</param>
sealed record HeaderEditPlan(HeaderEdit[] Request, HeaderEdit[] Response, byte[]? Authority)
{
    static readonly HeaderEditPlan Nothing = new([], [], null);

    /// <exception cref="RejectedException">A name or value is not allowed.</exception>
    public static HeaderEditPlan Read(HeaderEdits? edits)
    {
        if (edits is null)
            return Nothing;
        var authority = edits.Request?.Set.LastOrDefault(header => IsAuthority(header.Name));
        return new HeaderEditPlan(
            [.. Operations(edits.Request)], [.. Operations(edits.Response)], authority is null ? null : ReadAuthority(authority.Value));
    }

    /// <summary>As bytes of a Host field.</summary>
    /// <exception cref="RejectedException">It would break the line.</exception>
    public static byte[] ReadAuthority(string authority) =>
        authority.Length > 0 && authority.All(c => c is > ' ' and < '\x7F')
            ? Encoding.ASCII.GetBytes(authority)
            : throw new RejectedException("an authority rewrite is empty or has characters no Host can have");

    /// <summary>None, if there is nothing to do.</summary>
    public IHttpFilter[] ToFilters(byte[]? authority) =>
        Request.Length + Response.Length > 0 || authority is not null ? [new HeaderEditFilter(Request, Response, authority)] : [];

    static IEnumerable<HeaderEdit> Operations(HeaderEdits.Types.Operations? operations)
    {
        if (operations is null)
            yield break;
        foreach (var name in operations.Remove.Where(IsEdited))
            yield return new HeaderEdit(HeaderEditOperation.Remove, ReadName(name), []);
        foreach (var header in operations.Set.Where(header => IsEdited(header.Name)))
            yield return new HeaderEdit(HeaderEditOperation.Set, ReadName(header.Name), ReadValue(header));
        foreach (var header in operations.Add.Where(header => IsEdited(header.Name)))
            yield return new HeaderEdit(HeaderEditOperation.Add, ReadName(header.Name), ReadValue(header));
    }

    // Pseudo-headers and Host are no fields to edit: in request set they rewrite the authority, elsewhere they are ignored (3.30).
    static bool IsEdited(string name) => !name.StartsWith(':') && !IsAuthority(name);

    static bool IsAuthority(string name) => name == ":authority" || name.Equals("host", StringComparison.OrdinalIgnoreCase);

    static byte[] ReadName(string name)
    {
        var lower = name.ToLowerInvariant();
        if (lower.Length == 0 || !lower.All(IsTokenCharacter))
            throw new RejectedException($"\"{name}\" is no header name (RFC 9110 section 5.6.2)");
        // Who could edit these could make two parsers disagree on where the message ends.
        if (lower is "content-length" or "transfer-encoding" or "connection" or "upgrade" or "keep-alive" or "proxy-connection" or "te" or "trailer")
            throw new RejectedException($"header {lower} belongs to the connection and cannot be edited");
        return Encoding.ASCII.GetBytes(lower);
    }

    // What the writer of heads would not write is refused here, where somebody is told.
    static byte[] ReadValue(Header header)
    {
        var value = Encoding.UTF8.GetBytes(header.Value);
        return Http1Grammar.IsFieldValue(value)
            ? value
            : throw new RejectedException(
                $"the value of header {header.Name} has a line break or other control character, or a blank at an end (RFC 9110 section 5.5)");
    }

    static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c);
}
