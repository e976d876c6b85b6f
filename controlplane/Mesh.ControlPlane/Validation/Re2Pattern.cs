using System.Text.RegularExpressions;

namespace Mesh.ControlPlane.Validation;

/// <summary>RE2 patterns, which is what Istio users write, as patterns for .NET's linear-time engine.</summary>
/// <remarks>
/// The two grammars overlap but differ both ways. A pattern is translated, so that one Istio accepts means the same here; what
/// RE2 does not have (backreferences, lookaround) is refused even where .NET has it, so that it stays portable and linear.
/// </remarks>
public static class Re2Pattern
{
    /// <summary>Istio's own limit.</summary>
    const int MaxLength = 1024;

    /// <summary>The options a translated pattern is meant to be run with.</summary>
    public const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <param name="pattern">RE2 syntax.</param>
    /// <param name="translated">The same for .NET, unanchored as written; empty on failure.</param>
    /// <returns>Null, or what is wrong with the pattern.</returns>
    public static string? TryTranslate(string pattern, out string translated)
    {
        translated = "";
        if (pattern.Length == 0)
        {
            return "must not be an empty regex";
        }

        if (pattern.Length > MaxLength)
        {
            return $"must be at most {MaxLength} characters, has {pattern.Length}";
        }

        var translator = new Re2Translator(pattern);
        if (translator.Translate() is { } problem || (problem = Compile(translator.Output)) is not null)
        {
            return $"must be an RE2 regex, is \"{pattern}\": {problem}";
        }

        translated = translator.Output;
        return null;
    }

    /// <summary>Null when <paramref name="pattern"/> is a valid regex.</summary>
    public static string? Check(string pattern) => TryTranslate(pattern, out _);

    /// <summary>Number of capture groups of a valid pattern; 0 for an invalid one.</summary>
    public static int GroupCount(string pattern) =>
        TryTranslate(pattern, out var translated) is null ? new Regex(translated, Options).GetGroupNumbers().Length - 1 : 0;

    static string? Compile(string translated)
    {
        try
        {
            _ = new Regex(translated, Options);
            return null;
        }
        catch (NotSupportedException)
        {
            return "too complex to match in linear time";
        }
        catch (RegexParseException error)
        {
            return $"{Words(error.Error)} at offset {error.Offset}";
        }
    }

    static string Words(RegexParseError error) =>
        string.Concat(error.ToString().Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"))
            .TrimStart();
}
