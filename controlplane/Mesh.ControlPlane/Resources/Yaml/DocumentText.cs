namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>The text of one YAML document of a file.</summary>
/// <param name="Index">Zero-based; documents without content count.</param>
/// <param name="FirstLine">One-based line of the file the text starts on.</param>
/// <param name="Text">The text, its <c>---</c> line included.</param>
readonly record struct DocumentText(int Index, int FirstLine, string Text)
{
    /// <summary>Nothing but markers, comments and blanks. Told without a parser, which a file of empty documents would need millions
    /// of.</summary>
    public bool IsBlank
    {
        get
        {
            foreach (var line in Text.AsSpan().EnumerateLines())
            {
                var content = (line.StartsWith("---", StringComparison.Ordinal) ? line[3..] : line).TrimStart(' ');
                if (!content.IsEmpty && content[0] != '#')
                {
                    return false;
                }
            }

            return true;
        }
    }
}
