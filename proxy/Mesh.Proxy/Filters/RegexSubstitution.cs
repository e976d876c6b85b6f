using System.Text;
using System.Text.RegularExpressions;

namespace Mesh.Proxy.Filters;

/// <summary>A substitution of RE2: text, \0 (the whole match) to \9, and \\.</summary>
sealed class RegexSubstitution
{
    readonly Part[] parts;

    /// <param name="Text">Bytes, or null for a group.</param>
    /// <param name="Group">The group's number where there is no text.</param>
    readonly record struct Part(byte[]? Text, int Group);

    RegexSubstitution(Part[] parts)
    {
        this.parts = parts;
        HasGroups = parts.Any(part => part.Text is null);
    }

    public bool HasGroups { get; }

    /// <param name="substitution">As the user wrote it.</param>
    /// <param name="groups">Groups of the expression.</param>
    /// <param name="error">Why it was refused; null exactly when a substitution is returned.</param>
    public static RegexSubstitution? TryParse(string substitution, int groups, out string? error)
    {
        var parts = new List<Part>();
        var text = new StringBuilder();
        error = null;
        for (var i = 0; i < substitution.Length && error is null; i++)
        {
            if (substitution[i] != '\\')
                text.Append(substitution[i]);
            else if (++i < substitution.Length && substitution[i] == '\\')
                text.Append('\\');
            else if (i >= substitution.Length || !char.IsAsciiDigit(substitution[i]))
                error = "a backslash in the substitution must be followed by a digit or a backslash";
            else if (substitution[i] - '0' > groups)
                error = $"the substitution names group {substitution[i]}, the expression has {groups}";
            else
                AddGroup(parts, text, substitution[i] - '0');
        }

        AddText(parts, text);
        return error is null ? new RegexSubstitution([.. parts]) : null;
    }

    public void AppendTo(ref RegexOutput output)
    {
        foreach (var part in parts)
            output.Append(part.Text);
    }

    public void AppendTo(ref RegexOutput output, Match match)
    {
        foreach (var part in parts)
        {
            if (part.Text is null)
                output.Append(match.Groups[part.Group].ValueSpan);
            else
                output.Append(part.Text);
        }
    }

    static void AddGroup(List<Part> parts, StringBuilder text, int group)
    {
        AddText(parts, text);
        parts.Add(new Part(null, group));
    }

    static void AddText(List<Part> parts, StringBuilder text)
    {
        if (text.Length > 0)
            parts.Add(new Part(Encoding.UTF8.GetBytes(text.ToString()), 0));
        text.Clear();
    }
}
