using System.Text;

namespace Mesh.Contract.Re2;

/// <summary>
/// One pass over an RE2 expression (github.com/google/re2/wiki/Syntax) that writes the same expression for .NET. Everything that is not known to mean the
/// same is refused: look-around, back-references, atomic groups and the like are no RE2. Repetition is bounded as in RE2 (1,000, nested ones multiplied).
/// </summary>
sealed class Re2Translator(string pattern)
{
    const int MaxRepeat = 1000;
    const int MaxDepth = 200;

    /// <summary>Atoms after all counted repetitions are written out: bounds memory and time of the automaton.</summary>
    const int MaxSize = 10_000;

    readonly StringBuilder output = new();
    readonly Stack<Group> groups = new();
    Re2Cursor cursor = new(pattern);
    Group current = new(default);
    Atom last;
    string? error;

    /// <summary>What (?flags) set; scoped to the group.</summary>
    readonly record struct Flags(bool MultiLine, bool Ungreedy);

    /// <param name="Size">Atoms in it.</param>
    /// <param name="Repeat">The largest product of nested counted repetitions in it.</param>
    /// <param name="IsRepeatable">A quantifier may follow.</param>
    readonly record struct Atom(int Size, int Repeat, bool IsRepeatable);

    sealed class Group(Flags flags)
    {
        public Flags Flags = flags;
        public int Size;
        public int Repeat = 1;
    }

    /// <param name="reason">Why it is refused; null exactly when an expression is returned.</param>
    public string? TryTranslate(out string? reason)
    {
        while (error is null && !cursor.AtEnd)
            TranslateNext();
        if (error is null && groups.Count > 0)
            error = "a group is not closed: missing )";
        Settle();
        reason = error ?? cursor.Error;
        return reason is null ? output.ToString() : null;
    }

    void TranslateNext()
    {
        switch (cursor.Peek)
        {
            case '(':
                cursor.Take();
                OpenGroup();
                break;
            case ')':
                cursor.Take();
                CloseGroup();
                break;
            case '|':
                cursor.Take();
                Settle();
                output.Append('|');
                break;
            case '*' or '+' or '?':
                Quantify(cursor.Take().ToString(), 1);
                break;
            case '{':
                TranslateBrace();
                break;
            case '^':
                cursor.Take();
                Emit("^", 0);
                break;
            case '$':
                cursor.Take();
                // RE2's $ is the very end; .NET's would also match before a last newline.
                Emit(current.Flags.MultiLine ? "$" : @"\z", 0);
                break;
            case '.':
                cursor.Take();
                Emit(".", 1);
                break;
            case '[':
                Emit(Re2CharClass.Translate(ref cursor), 1);
                break;
            case '\\':
                TranslateEscape();
                break;
            default:
                Emit(Re2Cursor.Literal(cursor.TakeCodePoint()), 1);
                break;
        }

        error ??= cursor.Error;
    }

    void TranslateEscape()
    {
        if (cursor.TryTake(@"\Q"))
        {
            TranslateQuoted();
            return;
        }

        var anchor = cursor.TryTake(@"\A") ? @"\A" : cursor.TryTake(@"\z") ? @"\z" : cursor.TryTake(@"\b") ? @"\b" : cursor.TryTake(@"\B") ? @"\B" : null;
        if (anchor is not null)
            Emit(anchor, 0);
        else
            Emit(Re2CharClass.TryTranslateEscape(ref cursor) ?? Re2Cursor.Literal(cursor.TakeEscapedCodePoint()), 1);
    }

    void TranslateQuoted()
    {
        while (!cursor.AtEnd && !cursor.TryTake(@"\E"))
            Emit(Re2Cursor.Literal(cursor.TakeCodePoint()), 1);
    }

    void OpenGroup()
    {
        Settle();
        var flags = current.Flags;
        if (!cursor.TryTake("?"))
            output.Append('(');
        else if (cursor.TryTake("P<") || (cursor.Peek == '<' && cursor.Next is not ('=' or '!') && cursor.TryTake("<")))
            OpenNamed();
        else if (!OpenFlags(ref flags))
            return;

        if (groups.Count >= MaxDepth)
            error = $"groups are nested deeper than {MaxDepth}";
        groups.Push(current);
        current = new Group(flags);
    }

    // References are by number in RE2 and .NET numbers named groups after all others: so the name goes.
    void OpenNamed()
    {
        var end = cursor.IndexOf('>');
        var name = end < 0 ? "" : cursor.TakeUntil(end);
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            error = "a group name is empty, not closed, or has other characters than letters, digits and _";
        cursor.TryTake(">");
        output.Append('(');
    }

    /// <summary>"(?i:" opens a group; "(?i)" sets flags of the group it stands in.</summary>
    bool OpenFlags(ref Flags flags)
    {
        var on = true;
        var written = new StringBuilder("(?");
        while (error is null)
        {
            var flag = cursor.AtEnd ? '\0' : cursor.Take();
            switch (flag)
            {
                case ':':
                    output.Append(WithoutDash(written)).Append(':');
                    return true;
                case ')':
                    current.Flags = flags;
                    if (WithoutDash(written).Length > 2)
                        output.Append(written).Append(')');
                    last = default;
                    return false;
                case '-' when on:
                    on = false;
                    written.Append('-');
                    break;
                case 'i' or 's':
                    written.Append(flag);
                    break;
                case 'm':
                    flags = flags with { MultiLine = on };
                    written.Append(flag);
                    break;
                case 'U':
                    flags = flags with { Ungreedy = on };
                    break;
                default:
                    error = "RE2 has no such group: look-around, atomic and conditional groups cannot be matched in linear time";
                    break;
            }
        }

        return false;
    }

    // U is ours alone: what it leaves may be an empty "-".
    static StringBuilder WithoutDash(StringBuilder flags) => flags[^1] == '-' ? flags.Remove(flags.Length - 1, 1) : flags;

    void CloseGroup()
    {
        if (groups.Count == 0)
        {
            error = "unexpected )";
            return;
        }

        Settle();
        var closed = current;
        current = groups.Pop();
        output.Append(')');
        last = new Atom(Math.Max(closed.Size, 1), closed.Repeat, true);
    }

    void TranslateBrace()
    {
        if (!cursor.TryTakeRepeat(out var min, out var max))
        {
            cursor.Take();
            Emit(@"\{", 1);
            return;
        }

        if (min > MaxRepeat || max > MaxRepeat || (max >= 0 && max < min))
            error = $"bad repetition {{{min},{max}}}: counts go up to {MaxRepeat}, the first is the smaller";
        Quantify(max < 0 ? $"{{{min},}}" : min == max ? $"{{{min}}}" : $"{{{min},{max}}}", Math.Max(Math.Max(min, max), 1));
    }

    void Quantify(string quantifier, int count)
    {
        if (!last.IsRepeatable)
        {
            error = $"nothing to repeat before {quantifier}";
            return;
        }

        var lazy = cursor.TryTake("?");
        output.Append(quantifier);
        if (lazy != current.Flags.Ungreedy)
            output.Append('?');

        var (size, repeat) = ((long)last.Size * count, (long)last.Repeat * count);
        if (repeat > MaxRepeat || size > MaxSize)
            error = $"repetitions are too large: nested counts multiply to at most {MaxRepeat}, the whole to {MaxSize} characters";
        last = new Atom((int)Math.Min(size, MaxSize), (int)Math.Min(repeat, MaxRepeat), false);
    }

    void Emit(string text, int size)
    {
        Settle();
        output.Append(text);
        last = new Atom(size, 1, true);
    }

    /// <summary>The last atom can be repeated no more: it counts.</summary>
    void Settle()
    {
        current.Size += last.Size;
        current.Repeat = Math.Max(current.Repeat, last.Repeat);
        last = default;
        if (current.Size > MaxSize)
            error ??= $"the expression is too large: it has more than {MaxSize} characters after all repetitions";
    }
}
