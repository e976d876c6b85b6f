using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Mesh.Contract.Re2;

namespace Mesh.Proxy.Routing;

/// <summary>
/// An RE2 expression over the whole value. Matching takes time linear in the value (no backtracking), so that neither a clumsy expression nor a hostile
/// request can stall a worker. Bytes are read as UTF-8, as RE2 does.
/// </summary>
sealed class RegexMatcher : StringMatcher
{
    const int StackChars = 256;

    readonly Regex regex;

    RegexMatcher(Regex regex) => this.regex = regex;

    /// <param name="pattern">RE2 syntax.</param>
    /// <param name="error">Why it was refused; null exactly when a matcher is returned.</param>
    public static RegexMatcher? TryCreate(string pattern, out string? error)
    {
        var regex = Re2Pattern.TryCompile(pattern, wholeValue: true, out error);
        return regex is null ? null : new RegexMatcher(regex);
    }

    public override bool IsMatch(ReadOnlySpan<byte> value)
    {
        // UTF-8 never has more UTF-16 units than bytes.
        if (value.Length <= StackChars)
            return IsMatch(value, stackalloc char[StackChars]);

        var pooled = ArrayPool<char>.Shared.Rent(value.Length);
        var matches = IsMatch(value, pooled);
        ArrayPool<char>.Shared.Return(pooled);
        return matches;
    }

    bool IsMatch(ReadOnlySpan<byte> value, Span<char> chars)
    {
        var count = Encoding.UTF8.GetChars(value, chars);
        return regex.IsMatch(chars[..count]);
    }
}
