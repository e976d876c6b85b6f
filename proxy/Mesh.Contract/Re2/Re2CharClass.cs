using System.Globalization;
using System.Text;

namespace Mesh.Contract.Re2;

/// <summary>
/// Character classes of RE2, written out as plain ranges: RE2's \d, \w and \s are ASCII, .NET's are Unicode; RE2 has [[:alpha:]]; and .NET reads
/// "[a-z-[aeiou]]" as a subtraction, which RE2 does not know.
/// </summary>
static class Re2CharClass
{
    const string Digit = "0-9";
    const string NotDigit = @"\u0000-/:-\uFFFF";
    const string Word = "0-9A-Z_a-z";
    const string NotWord = @"\u0000-/:-@\u005B-\u005E`{-\uFFFF";
    const string Space = @"\t\n\f\r ";
    const string NotSpace = @"\u0000-\u0008\u000B\u000E-\u001F!-\uFFFF";

    static readonly string[] Categories =
    [
        "L", "Ll", "Lu", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Co",
    ];

    /// <summary>"[...]" at the cursor, as .NET's.</summary>
    public static string Translate(ref Re2Cursor cursor)
    {
        var output = new StringBuilder("[");
        cursor.TryTake("[");
        if (cursor.TryTake("^"))
            output.Append('^');
        // A bracket right at the start is a character.
        if (cursor.TryTake("]"))
            output.Append(Range(']', TakeRangeEnd(ref cursor, ']'), ref cursor));
        while (!cursor.TryTake("]"))
        {
            if (cursor.AtEnd)
                return cursor.Fail("a character class is not closed: missing ]");
            output.Append(TranslateItem(ref cursor));
        }

        return output.Append(']').ToString();
    }

    /// <summary>\d, \pL and the like outside of a class; null if the escape at the cursor is none of them.</summary>
    public static string? TryTranslateEscape(ref Re2Cursor cursor)
    {
        var ranges = TryTranslateSet(ref cursor);
        return ranges is null ? null : $"[{ranges}]";
    }

    static string TranslateItem(ref Re2Cursor cursor)
    {
        if (cursor.Peek == '[' && cursor.Next == ':' && cursor.HasLater(":]"))
            return TranslatePosix(ref cursor);
        if (TryTranslateSet(ref cursor) is { } set)
            return set;

        var first = TakeCharacter(ref cursor);
        return Range(first, TakeRangeEnd(ref cursor, first), ref cursor);
    }

    static int TakeCharacter(ref Re2Cursor cursor) => cursor.Peek == '\\' ? cursor.TakeEscapedCodePoint() : cursor.TakeCodePoint();

    static int TakeRangeEnd(ref Re2Cursor cursor, int first)
    {
        if (cursor.Peek != '-' || cursor.Next is ']' or '\0')
            return first;
        cursor.Take();
        return TakeCharacter(ref cursor);
    }

    static string Range(int first, int end, ref Re2Cursor cursor)
    {
        if (end < first)
            return cursor.Fail("a range of a character class goes backwards");
        if (end > char.MaxValue)
            return cursor.Fail("characters above U+FFFF are not supported in a character class");
        return first == end ? $"\\u{first:X4}" : $"\\u{first:X4}-\\u{end:X4}";
    }

    static string? TryTranslateSet(ref Re2Cursor cursor)
    {
        if (cursor.Peek != '\\')
            return null;
        if (cursor.Next is 'p' or 'P')
            return TranslateProperty(ref cursor);
        var set = cursor.Next switch
        {
            'd' => Digit,
            'D' => NotDigit,
            'w' => Word,
            'W' => NotWord,
            's' => Space,
            'S' => NotSpace,
            _ => null,
        };
        if (set is not null)
        {
            cursor.Take();
            cursor.Take();
        }

        return set;
    }

    static string TranslateProperty(ref Re2Cursor cursor)
    {
        cursor.Take();
        var negated = cursor.Take() == 'P';
        var name = cursor.AtEnd ? "" : cursor.Take().ToString();
        if (name == "{")
        {
            var end = cursor.IndexOf('}');
            if (end < 0)
                return cursor.Fail("a Unicode class is not closed: missing }");
            name = cursor.TakeUntil(end);
            cursor.Take();
        }

        if (name.StartsWith('^'))
            (negated, name) = (!negated, name[1..]);
        if (!Categories.Contains(name))
            return cursor.Fail(string.Create(CultureInfo.InvariantCulture, $"the Unicode class {name} is not supported, only general categories such as Lu are"));
        return $@"\{(negated ? 'P' : 'p')}{{{name}}}";
    }

    static string TranslatePosix(ref Re2Cursor cursor)
    {
        cursor.TryTake("[:");
        var negated = cursor.TryTake("^");
        var end = cursor.IndexOf(':');
        var name = end < 0 ? "" : cursor.TakeUntil(end);
        if (!cursor.TryTake(":]") || Posix(name) is not { } sets)
            return cursor.Fail($"RE2 has no character class [:{name}:]");
        return negated ? sets.Not : sets.Ranges;
    }

    static (string Ranges, string Not)? Posix(string name) => name switch
    {
        "alnum" => ("0-9A-Za-z", @"\u0000-/:-@\u005B-`{-\uFFFF"),
        "alpha" => ("A-Za-z", @"\u0000-@\u005B-`{-\uFFFF"),
        "ascii" => (@"\u0000-\u007F", @"\u0080-\uFFFF"),
        "blank" => (@"\t ", @"\u0000-\u0008\u000A-\u001F!-\uFFFF"),
        "cntrl" => (@"\u0000-\u001F\u007F", @"\u0020-~\u0080-\uFFFF"),
        "digit" => (Digit, NotDigit),
        "graph" => ("!-~", @"\u0000-\u0020\u007F-\uFFFF"),
        "lower" => ("a-z", @"\u0000-`{-\uFFFF"),
        "print" => (" -~", @"\u0000-\u001F\u007F-\uFFFF"),
        "punct" => (@"!-/:-@\u005B-`{-~", @"\u0000-\u00200-9A-Za-z\u007F-\uFFFF"),
        "space" => (@"\t\n\v\f\r ", @"\u0000-\u0008\u000E-\u001F!-\uFFFF"),
        "upper" => ("A-Z", @"\u0000-@\u005B-\uFFFF"),
        "word" => (Word, NotWord),
        "xdigit" => ("0-9A-Fa-f", @"\u0000-/:-@G-`g-\uFFFF"),
        _ => null,
    };
}
