namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>The text of one YAML document of a file.</summary>
/// <param name="Index">Zero-based; documents without content count.</param>
/// <param name="FirstLine">One-based line of the file the text starts on.</param>
/// <param name="Text">The text, its <c>---</c> line included.</param>
readonly record struct DocumentText(int Index, int FirstLine, string Text);
