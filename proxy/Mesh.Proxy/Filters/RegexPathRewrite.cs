using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Mesh.Contract.Re2;

namespace Mesh.Proxy.Filters;

/// <summary>
/// rewrite.uriRegexRewrite (3.20): every match in the path is substituted, as RE2's GlobalReplace does. Bytes pass through as Latin-1, so that what is not
/// matched stays as it was. Substitutions with groups allocate (the engine makes an object per match); those without do not.
/// </summary>
sealed class RegexPathRewrite : PathRewrite
{
    readonly Regex regex;
    readonly RegexSubstitution substitution;

    RegexPathRewrite(Regex regex, RegexSubstitution substitution)
    {
        this.regex = regex;
        this.substitution = substitution;
    }

    /// <param name="error">Why it was refused; null exactly when a rewrite is returned.</param>
    public static RegexPathRewrite? TryCreate(string pattern, string replacement, out string? error)
    {
        var regex = Re2Pattern.TryCompile(pattern, wholeValue: false, out error);
        if (regex is null)
            return null;
        var substitution = RegexSubstitution.TryParse(replacement, regex.GetGroupNumbers().Length - 1, out error);
        return substitution is null ? null : new RegexPathRewrite(regex, substitution);
    }

    public override ReadOnlyMemory<byte> Apply(ReadOnlySpan<byte> path, ReadOnlySpan<byte> query, HeaderEditList memory)
    {
        var input = ArrayPool<char>.Shared.Rent(path.Length);
        Encoding.Latin1.GetChars(path, input);
        var output = new RegexOutput(path.Length);
        if (substitution.HasGroups)
            ReplaceGroups(new string(input, 0, path.Length), ref output);
        else
            Replace(input.AsSpan(0, path.Length), ref output);

        var result = Join(output.Written, [], query, memory);
        output.Return();
        ArrayPool<char>.Shared.Return(input);
        return result;
    }

    void Replace(ReadOnlySpan<char> path, ref RegexOutput output)
    {
        var end = 0;
        foreach (var match in regex.EnumerateMatches(path))
        {
            if (IsEmptyAfterMatch(match.Index, match.Length, end))
                continue;
            output.Append(path[end..match.Index]);
            substitution.AppendTo(ref output);
            end = match.Index + match.Length;
        }

        output.Append(path[end..]);
    }

    void ReplaceGroups(string path, ref RegexOutput output)
    {
        var end = 0;
        for (var match = regex.Match(path); match.Success; match = match.NextMatch())
        {
            if (IsEmptyAfterMatch(match.Index, match.Length, end))
                continue;
            output.Append(path.AsSpan(end, match.Index - end));
            substitution.AppendTo(ref output, match);
            end = match.Index + match.Length;
        }

        output.Append(path.AsSpan(end));
    }

    // RE2 does not replace the empty match that follows right after another: ".*" on "/a" is one match, not two.
    static bool IsEmptyAfterMatch(int index, int length, int end) => length == 0 && index == end && index > 0;
}
