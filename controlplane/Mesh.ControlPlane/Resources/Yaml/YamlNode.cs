namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>A node of one YAML document, with its place in the file. Immutable; an alias shares its anchor's node.</summary>
/// <param name="line">One-based line in the file.</param>
/// <param name="column">One-based column.</param>
public abstract class YamlNode(int line, int column)
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>Nodes in this subtree, itself included, aliases counted in full; what expansion limits are measured in.</summary>
    internal abstract int Weight { get; }

    /// <summary>How an error message names this shape.</summary>
    internal abstract string Shape { get; }
}
