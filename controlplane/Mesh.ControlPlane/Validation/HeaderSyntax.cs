using System.Buffers;

namespace Mesh.ControlPlane.Validation;

/// <summary>Header names and values in matches and edits (RFC 9110 section 5). Rules answer null, or what is wrong.</summary>
static class HeaderSyntax
{
    const string JwtClaim = "@request.auth.claims";

    static readonly SearchValues<char> Token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    static readonly string[] PseudoHeaders = [":method", ":scheme", ":authority", ":path", ":status"];

    public static bool IsToken(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(Token);

    /// <summary>A header to match on: a token, a pseudo-header, or a JWT claim.</summary>
    public static string? MatchName(string name) =>
        IsToken(name) || PseudoHeaders.Contains(name) || IsJwtClaim(name) ? null : $"must be a header name, is \"{name}\"";

    public static bool IsJwtClaim(string name) =>
        name.StartsWith(JwtClaim + ".", StringComparison.Ordinal) || name.StartsWith(JwtClaim + "[", StringComparison.Ordinal);

    /// <summary>A header that is set or added on requests, where Host and :authority rewrite the authority.</summary>
    public static string? RequestEditName(string name) => IsAuthority(name) ? null : EditName(name);

    /// <summary>A header that is removed, or edited on responses.</summary>
    public static string? EditName(string name)
    {
        if (name.StartsWith(':') || name.Equals("host", StringComparison.OrdinalIgnoreCase))
        {
            return $"must not be Host or a pseudo-header here, is \"{name}\"";
        }

        return IsToken(name) ? null : $"must be a header name, is \"{name}\"";
    }

    public static bool IsAuthority(string name) =>
        name.Equals("host", StringComparison.OrdinalIgnoreCase) || name.Equals(":authority", StringComparison.OrdinalIgnoreCase);

    /// <summary>No control characters (a line break would smuggle headers), and every % of Envoy's substitutions in a pair.</summary>
    public static string? Value(string value)
    {
        foreach (var character in value)
        {
            if (character != '\t' && char.IsControl(character))
            {
                return "must not contain control characters";
            }
        }

        return HasPairedPercents(value) ? null : $"must write a literal % as %%, is \"{value}\"";
    }

    static bool HasPairedPercents(string value)
    {
        var depth = 0;
        var open = false;
        foreach (var character in value)
        {
            depth += !open ? 0 : character == '(' ? 1 : character == ')' ? -1 : 0;
            open ^= character == '%' && depth <= 0;
        }

        return !open;
    }
}
