namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>A scalar. What type it has is decided by the field that reads it, as far as its style allows.</summary>
/// <param name="value">Text after unquoting and unescaping.</param>
/// <param name="plain">Written without quotes and not as a block: only such a scalar can be a number, a boolean or null.</param>
/// <param name="line">One-based.</param>
/// <param name="column">One-based.</param>
public sealed class YamlScalar(string value, bool plain, int line, int column) : YamlNode(line, column)
{
    public string Value { get; } = value;

    public bool Plain { get; } = plain;

    /// <summary>Null in the YAML 1.1 sense: an empty plain scalar, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => Plain && (Value is "" or "~" or "null" or "Null" or "NULL");

    internal override int Weight => 1;

    internal override string Shape => IsNull ? "null" : Plain ? PlainScalar.Classify(Value) : "a string";
}
