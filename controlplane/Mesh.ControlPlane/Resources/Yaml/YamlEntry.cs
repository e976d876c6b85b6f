namespace Mesh.ControlPlane.Resources.Yaml;

/// <param name="Key">Key text; keys are always strings, as in JSON.</param>
/// <param name="Value">Its value.</param>
/// <param name="Line">One-based line of the key.</param>
public sealed record YamlEntry(string Key, YamlNode Value, int Line);
