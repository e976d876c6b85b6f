using System.Text.RegularExpressions;

namespace Mesh.Proxy.Admin;

/// <summary>A regular expression given by whoever asks: found anywhere in a name, matched in linear time so that it cannot stall the loop.</summary>
readonly struct AdminFilter
{
    const int MaxLength = 256;

    readonly Regex? pattern;

    AdminFilter(Regex? pattern) => this.pattern = pattern;

    public bool Matches(string name) => pattern is null || pattern.IsMatch(name);

    /// <summary>Empty, or why the text is no usable expression. Null matches all.</summary>
    public static string TryCreate(string? text, out AdminFilter filter)
    {
        filter = default;
        if (text is null)
        {
            return "";
        }

        if (text.Length > MaxLength)
        {
            return $"the expression is longer than {MaxLength} characters\n";
        }

        try
        {
            filter = new AdminFilter(new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
            return "";
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return $"not a usable regular expression: {exception.Message}\n";
        }
    }
}
