using System.Text.RegularExpressions;

namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>A parsed document: a tree, or the reason there is none. Both null: the document is empty.</summary>
/// <param name="Root">The tree.</param>
/// <param name="Problem">Why there is none.</param>
/// <param name="ProblemLine">One-based line of the file.</param>
sealed partial record YamlDocument(YamlNode? Root, string? Problem = null, int ProblemLine = 0)
{
    /// <param name="document">The text.</param>
    /// <param name="budget">That of its file; null when it is alone.</param>
    public static YamlDocument Parse(DocumentText document, AliasBudget? budget = null)
    {
        budget ??= new AliasBudget();
        var parsed = document.IsBlank ? new YamlDocument(Root: null) : TryParse(document, budget);
        if (parsed.Problem is null || Lenient(document.Text) is not { } text)
        {
            return parsed;
        }

        var lenient = TryParse(document with { Text = text }, budget);
        return lenient.Problem is null ? lenient : parsed;
    }

    static YamlDocument TryParse(DocumentText document, AliasBudget budget)
    {
        try
        {
            return new YamlDocument(new YamlTreeBuilder(document, budget).Build());
        }
        catch (YamlSyntaxException error)
        {
            return new YamlDocument(null, Explain(document, error.Message), error.Line);
        }
    }

    /// <summary>
    /// The text with lines of nothing but spaces emptied, or null when there are none. Block scalars that begin with such a line
    /// break YAML 1.2 section 8.1.1.1, but Kubernetes takes them, and charts are full of them.
    /// </summary>
    static string? Lenient(string text)
    {
        var lenient = BlankLine().Replace(text, "");
        return lenient.Length == text.Length ? null : lenient;
    }

    [GeneratedRegex("^ +(?=\\r?$)", RegexOptions.Multiline)]
    private static partial Regex BlankLine();

    static string Explain(DocumentText document, string message) =>
        document.Text.Contains("{{", StringComparison.Ordinal)
            ? $"not plain YAML: a template with {{{{ }}}} has to be rendered first ({message})"
            : $"not valid YAML: {message}";
}
