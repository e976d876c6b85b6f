namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>A parsed document: a tree, or the reason there is none. Both null: the document is empty.</summary>
/// <param name="Root">The tree.</param>
/// <param name="Problem">Why there is none.</param>
/// <param name="ProblemLine">One-based line of the file.</param>
sealed record YamlDocument(YamlNode? Root, string? Problem = null, int ProblemLine = 0)
{
    public static YamlDocument Parse(DocumentText document)
    {
        try
        {
            return new YamlDocument(new YamlTreeBuilder(document).Build());
        }
        catch (YamlSyntaxException error)
        {
            return new YamlDocument(null, Explain(document, error.Message), error.Line);
        }
    }

    static string Explain(DocumentText document, string message) =>
        document.Text.Contains("{{", StringComparison.Ordinal)
            ? $"not plain YAML: a template with {{{{ }}}} has to be rendered first ({message})"
            : $"not valid YAML: {message}";
}
