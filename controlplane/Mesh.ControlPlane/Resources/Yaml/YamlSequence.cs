namespace Mesh.ControlPlane.Resources.Yaml;

public sealed class YamlSequence(IReadOnlyList<YamlNode> items, int line, int column) : YamlNode(line, column)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    internal override int Weight { get; } = 1 + items.Sum(item => item.Weight);

    internal override string Shape => "a list";
}
