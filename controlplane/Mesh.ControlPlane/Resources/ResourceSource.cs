using Mesh.ControlPlane.Resources.Yaml;

namespace Mesh.ControlPlane.Resources;

/// <summary>Where a resource was written, kept so that findings made long after parsing still name the line.</summary>
/// <param name="file">Path as the loader reports it (relative to the config directory).</param>
/// <param name="document">Zero-based index of the YAML document in the file.</param>
/// <param name="line">One-based line the document's content starts on.</param>
/// <param name="root">The node tree the resource was read from.</param>
public sealed class ResourceSource(string file, int document, int line, YamlNode? root = null)
{
    public string File { get; } = file;

    public int Document { get; } = document;

    public int Line { get; } = line;

    /// <summary>The document as it was written, from which it can be read again; null for what was not read from a file.</summary>
    internal DocumentText? Written { get; init; }

    /// <summary>One-based line of a field path such as <c>spec.http[0].name</c>; its nearest written ancestor's when it is
    /// absent.</summary>
    public int LineOf(string field) => root is null || field.Length == 0 ? Line : FieldPath.LineOf(root, field) ?? Line;
}
