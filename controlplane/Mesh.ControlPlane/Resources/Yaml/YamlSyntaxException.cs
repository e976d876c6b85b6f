namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>A document that is not YAML, or costs too much. Never leaves this folder.</summary>
/// <param name="line">One-based line of the file.</param>
/// <param name="message">What is wrong.</param>
sealed class YamlSyntaxException(int line, string message) : Exception(message)
{
    public int Line { get; } = line;
}
