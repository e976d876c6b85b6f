using System.Globalization;
using System.Text;

namespace Mesh.Contract.Re2;

/// <summary>Reads an RE2 expression; the first error stops it at the end.</summary>
struct Re2Cursor(string pattern)
{
    int at;

    public string? Error { get; private set; }

    public readonly bool AtEnd => at >= pattern.Length;

    /// <summary>NUL at the end; RE2 has no use for it either.</summary>
    public readonly char Peek => AtEnd ? '\0' : pattern[at];

    public readonly char Next => at + 1 < pattern.Length ? pattern[at + 1] : '\0';

    public char Take() => pattern[at++];

    public bool TryTake(string text)
    {
        if (string.CompareOrdinal(pattern, at, text, 0, text.Length) != 0)
            return false;
        at += text.Length;
        return true;
    }

    public readonly bool HasLater(string text) => pattern.IndexOf(text, at, StringComparison.Ordinal) >= 0;

    public readonly int IndexOf(char c) => pattern.IndexOf(c, at);

    public string TakeUntil(int end)
    {
        var text = pattern[at..end];
        at = end;
        return text;
    }

    public string Fail(string error)
    {
        Error ??= error;
        at = pattern.Length;
        return "";
    }

    public int TakeCodePoint()
    {
        if (!Rune.TryGetRuneAt(pattern, at, out var rune))
        {
            Fail("the expression has half a surrogate pair");
            return 0;
        }

        at += rune.Utf16SequenceLength;
        return rune.Value;
    }

    /// <summary>"{n}", "{n,}", "{n,m}"; anything else is a literal brace and stays.</summary>
    public bool TryTakeRepeat(out int min, out int max)
    {
        min = max = 0;
        var end = pattern.IndexOf('}', at);
        if (end < 0)
            return false;
        var text = pattern.AsSpan(at + 1, end - at - 1);
        var comma = text.IndexOf(',');
        if (!TryParseCount(comma < 0 ? text : text[..comma], out min))
            return false;
        max = comma < 0 ? min : -1;
        if (comma >= 0 && comma + 1 < text.Length && !TryParseCount(text[(comma + 1)..], out max))
            return false;
        at = end + 1;
        return true;
    }

    /// <summary>A backslash and what it stands for, as one code point.</summary>
    public int TakeEscapedCodePoint()
    {
        at++;
        if (AtEnd)
        {
            Fail("the expression ends in a backslash");
            return 0;
        }

        var c = Peek;
        if (c is 'x')
            return TakeHex();
        if (c is >= '0' and <= '7')
            return TakeOctal();
        if (char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c))
            return Take();
        if (SimpleEscape(c) is { } value)
        {
            at++;
            return value;
        }

        Fail($"RE2 has no escape \\{c}");
        return 0;
    }

    /// <summary>The code point as .NET must be told it outside of a character class.</summary>
    public static string Literal(int codePoint)
    {
        if (codePoint > char.MaxValue)
            return $"(?:{new Rune(codePoint)})";
        var c = (char)codePoint;
        return char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' ? c.ToString() : $"\\u{codePoint:X4}";
    }

    static bool TryParseCount(ReadOnlySpan<char> text, out int count)
    {
        count = 0;
        if (text.Length is 0 or > 9)
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            count = count * 10 + (c - '0');
        }

        return true;
    }

    static int? SimpleEscape(char c) => c switch
    {
        'a' => 7,
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        _ => null,
    };

    int TakeHex()
    {
        at++;
        var end = Peek == '{' ? pattern.IndexOf('}', at) : at + 2;
        var start = Peek == '{' ? at + 1 : at;
        if (end < 0 || end > pattern.Length
            || !int.TryParse(pattern.AsSpan(start, end - start), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || !Rune.IsValid(value))
        {
            Fail("\\x needs two hexadecimal digits, or a code point in braces");
            return 0;
        }

        at = Math.Min(start > at ? end + 1 : end, pattern.Length);
        return value;
    }

    // A single digit other than 0 would be a back-reference, which RE2 does not have.
    int TakeOctal()
    {
        if (Peek != '0' && Next is not (>= '0' and <= '7'))
        {
            Fail($"RE2 has no back-references: \\{Peek}");
            return 0;
        }

        var value = 0;
        for (var digits = 0; digits < 3 && Peek is >= '0' and <= '7'; digits++)
            value = value * 8 + (Take() - '0');
        return value;
    }
}
