using System.Text.RegularExpressions;

namespace Mesh.Contract.Re2;

/// <summary>
/// RE2 expressions, which is what users of Istio write and what the contract carries, on the linear-time engine of .NET: translated where the two syntaxes
/// differ, refused where RE2 would refuse, and bounded, so that no expression makes a worker slow. The control plane refuses exactly what a proxy would.
/// </summary>
public static class Re2Pattern
{
    /// <summary>Characters of an expression.</summary>
    public const int MaxLength = 4096;

    /// <param name="pattern">RE2 syntax.</param>
    /// <param name="wholeValue">The expression has to match the whole value, else any part of it.</param>
    /// <param name="error">Why it was refused; null exactly when a regex is returned.</param>
    /// <returns>Groups are numbered as RE2 numbers them.</returns>
    public static Regex? TryCompile(string pattern, bool wholeValue, out string? error)
    {
        if (pattern.Length > MaxLength)
        {
            error = $"the expression has {pattern.Length} characters, the limit is {MaxLength}";
            return null;
        }

        var translator = new Re2Translator(pattern);
        var translated = translator.TryTranslate(out error);
        return translated is null ? null : TryConstruct(wholeValue ? $@"\A(?:{translated})\z" : translated, out error);
    }

    static Regex? TryConstruct(string pattern, out string? error)
    {
        try
        {
            error = null;
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            error = e.Message;
            return null;
        }
    }
}
