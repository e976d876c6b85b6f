using System.Text;

namespace Mesh.Proxy.Identity;

/// <summary>
/// The files in which Kubernetes' downward API gives labels and annotations: one <c>key="value"</c> a line, the value quoted as Go's strconv.Quote does.
/// </summary>
static class DownwardApiFile
{
    /// <exception cref="NodeIdentityException">A line is not of that form; the message names file and line.</exception>
    public static Dictionary<string, string> Parse(string path, string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var trimmed = line.TrimEnd('\r');
            if (trimmed.Length == 0)
            {
                continue;
            }

            var equals = trimmed.IndexOf('=');
            if (equals <= 0 || Unquote(trimmed.AsSpan(equals + 1)) is not { } value)
            {
                throw new NodeIdentityException($"{path}: line {number} is not of the form key=\"value\"");
            }

            values[trimmed[..equals]] = value;
        }

        return values;
    }

    /// <summary>Null if it is not a quoted Go string.</summary>
    static string? Unquote(ReadOnlySpan<char> quoted)
    {
        if (quoted.Length < 2 || quoted[0] != '"' || quoted[^1] != '"')
        {
            return null;
        }

        var rest = quoted[1..^1];
        var value = new StringBuilder(rest.Length);
        while (rest.Length > 0)
        {
            var length = rest[0] == '\\' ? AppendEscape(value, rest) : AppendPlain(value, rest);
            if (length == 0)
            {
                return null;
            }

            rest = rest[length..];
        }

        return value.ToString();
    }

    static int AppendPlain(StringBuilder value, ReadOnlySpan<char> rest)
    {
        if (rest[0] == '"')
        {
            return 0;
        }

        value.Append(rest[0]);
        return 1;
    }

    /// <summary>Characters taken; 0 if it is no escape that Go writes.</summary>
    static int AppendEscape(StringBuilder value, ReadOnlySpan<char> rest)
    {
        if (rest.Length < 2)
        {
            return 0;
        }

        if ("abfnrtv\\\"".IndexOf(rest[1]) is var simple and >= 0)
        {
            value.Append("\a\b\f\n\r\t\v\\\""[simple]);
            return 2;
        }

        var digits = rest[1] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0 || rest.Length < 2 + digits
            || !int.TryParse(rest.Slice(2, digits), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var rune)
            || !Rune.IsValid(rune))
        {
            return 0;
        }

        value.Append(new Rune(rune));
        return 2 + digits;
    }
}
