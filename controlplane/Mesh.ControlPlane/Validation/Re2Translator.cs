using System.Globalization;
using System.Text;

namespace Mesh.ControlPlane.Validation;

/// <summary>Walks one RE2 pattern and writes its .NET equivalent. ASCII-only classes stay ASCII-only, as RE2 has them.</summary>
sealed class Re2Translator(string pattern)
{
    /// <summary>RE2's limit on counted repetition.</summary>
    const int MaxRepeat = 1000;

    readonly StringBuilder output = new();
    int position;
    bool multiline;

    public string Output => output.ToString();

    /// <returns>Null, or what RE2 would object to.</returns>
    public string? Translate()
    {
        string? problem = null;
        while (problem is null && position < pattern.Length)
        {
            problem = Next();
        }

        return problem;
    }

    string? Next()
    {
        switch (pattern[position])
        {
            case '\\':
                return Escape(inClass: false);
            case '[':
                return Class();
            case '(':
                return Group();
            case '{':
                return Repeat();
            case '$':
                // RE2's $ is the very end; .NET's would also match before a final line break.
                output.Append(multiline ? "$" : "\\z");
                position++;
                return null;
            default:
                output.Append(pattern[position++]);
                return null;
        }
    }

    string? Group()
    {
        position++;
        output.Append('(');
        if (!Accept("?"))
        {
            return null;
        }

        if (Accept("P<") || (Peek("<") && !Peek("<=") && !Peek("<!") && Accept("<")))
        {
            return Named();
        }

        var flags = Take("imsU-");
        if (flags.Contains('U') || (!Accept(":") && !(flags.Length > 0 && Peek(")"))))
        {
            return "RE2 has no such group (lookaround, atomic, conditional and comment groups do not exist)";
        }

        multiline |= flags.Contains('m');
        output.Append('?').Append(flags).Append(pattern[position - 1] == ':' ? ":" : "");
        return null;
    }

    /// <summary>Named groups become plain ones: .NET would number them after all others, RE2 counts them in order.</summary>
    string? Named()
    {
        var end = pattern.IndexOf('>', position);
        if (end <= position)
        {
            return "a named group needs a name";
        }

        position = end + 1;
        return null;
    }

    string? Repeat()
    {
        var end = pattern.IndexOf('}', position);
        var bounds = end > position ? pattern[(position + 1)..end] : "";
        if (bounds.All(character => char.IsAsciiDigit(character) || character == ','))
        {
            foreach (var bound in bounds.Split(','))
            {
                if (bound.Length > 4 || (bound.Length > 0 && int.Parse(bound, CultureInfo.InvariantCulture) > MaxRepeat))
                {
                    return $"repetition beyond {MaxRepeat}";
                }
            }
        }

        output.Append('{');
        position++;
        return null;
    }

    string? Class()
    {
        output.Append('[');
        position++;
        output.Append(Accept("^") ? "^" : "");
        if (Accept("]"))
        {
            output.Append("\\]");
        }

        while (position < pattern.Length && pattern[position] != ']')
        {
            if (ClassItem() is { } problem)
            {
                return problem;
            }
        }

        if (!Accept("]"))
        {
            return "missing closing ]";
        }

        output.Append(']');
        return null;
    }

    string? ClassItem()
    {
        if (Peek("[:"))
        {
            return PosixClass();
        }

        if (pattern[position] == '\\')
        {
            return Escape(inClass: true);
        }

        // A bare [ would start .NET's class subtraction.
        output.Append(pattern[position] == '[' ? "\\[" : pattern[position].ToString());
        position++;
        return null;
    }

    string? PosixClass()
    {
        var end = pattern.IndexOf(":]", position, StringComparison.Ordinal);
        if (end < 0 || Re2Classes.Posix(pattern[(position + 2)..end]) is not { } ranges)
        {
            return "unknown POSIX class";
        }

        output.Append(ranges);
        position = end + 2;
        return null;
    }

    string? Escape(bool inClass)
    {
        if (position + 1 >= pattern.Length)
        {
            return "trailing backslash";
        }

        var letter = pattern[position + 1];
        position += 2;
        if (Re2Classes.Perl(letter) is { } ranges)
        {
            output.Append(inClass ? ranges : $"[{ranges}]");
            return null;
        }

        return letter switch
        {
            'p' or 'P' => Property(letter),
            'x' => Hexadecimal(),
            'Q' when !inClass => Quoted(),
            'a' or 'f' or 'n' or 'r' or 't' or 'v' or '0' => Copy(letter),
            'A' or 'z' or 'b' or 'B' when !inClass => Copy(letter),
            _ when char.IsAsciiLetterOrDigit(letter) => $"RE2 has no escape \\{letter}",
            _ => Copy(letter),
        };
    }

    string? Copy(char letter)
    {
        output.Append('\\').Append(letter);
        return null;
    }

    string? Quoted()
    {
        var end = pattern.IndexOf("\\E", position, StringComparison.Ordinal);
        var literal = end < 0 ? pattern[position..] : pattern[position..end];
        output.Append(System.Text.RegularExpressions.Regex.Escape(literal));
        position = end < 0 ? pattern.Length : end + 2;
        return null;
    }

    string? Property(char letter)
    {
        var end = Peek("{") ? pattern.IndexOf('}', position) : position;
        if (end < 0 || end >= pattern.Length)
        {
            return "invalid Unicode class";
        }

        var name = pattern[position] == '{' ? pattern[(position + 1)..end] : pattern[position..(end + 1)];
        var negated = name.StartsWith('^') != (letter == 'P');
        name = name.TrimStart('^');
        if (!Re2Classes.IsCategory(name))
        {
            return $"the Unicode class {name} is not supported, only general categories such as L or Lu are";
        }

        output.Append(negated ? "\\P{" : "\\p{").Append(name).Append('}');
        position = end + 1;
        return null;
    }

    string? Hexadecimal()
    {
        var braced = Accept("{");
        var digits = braced ? Take("0123456789abcdefABCDEF") : TakeUpTo(2);
        if (digits.Length == 0 || (braced ? !Accept("}") : digits.Length != 2)
            || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > char.MaxValue)
        {
            return "invalid \\x escape";
        }

        output.Append(CultureInfo.InvariantCulture, $"\\u{code:X4}");
        return null;
    }

    bool Peek(string text) => pattern.AsSpan(position).StartsWith(text, StringComparison.Ordinal);

    bool Accept(string text)
    {
        var there = Peek(text);
        position += there ? text.Length : 0;
        return there;
    }

    string Take(string allowed)
    {
        var start = position;
        while (position < pattern.Length && allowed.Contains(pattern[position]))
        {
            position++;
        }

        return pattern[start..position];
    }

    string TakeUpTo(int count)
    {
        var taken = pattern.Substring(position, Math.Min(count, pattern.Length - position));
        position += taken.Length;
        return taken;
    }
}
