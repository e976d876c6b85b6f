using Mesh.Contract.Re2;

namespace Mesh.ControlPlane.Validation;

/// <summary>The regexes that users write: RE2, as the proxies run it.</summary>
static class RegexSyntax
{
    /// <summary>Istio's own limit.</summary>
    const int MaxLength = 1024;

    /// <summary>Null when <paramref name="pattern"/> is a valid regex.</summary>
    public static string? Check(string pattern)
    {
        if (pattern.Length == 0)
        {
            return "must not be an empty regex";
        }

        if (pattern.Length > MaxLength)
        {
            return $"must be at most {MaxLength} characters, has {pattern.Length}";
        }

        _ = Re2Pattern.TryCompile(pattern, wholeValue: true, out var error);
        return error is null ? null : $"must be an RE2 regex, is \"{pattern}\": {error}";
    }

    /// <summary>Number of capture groups of a valid pattern; 0 for an invalid one.</summary>
    public static int GroupCount(string pattern) =>
        Check(pattern) is null ? Re2Pattern.TryCompile(pattern, wholeValue: false, out _)!.GetGroupNumbers().Length - 1 : 0;
}
