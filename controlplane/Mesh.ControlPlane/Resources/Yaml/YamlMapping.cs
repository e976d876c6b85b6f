namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>A mapping with unique string keys, in written order.</summary>
public sealed class YamlMapping : YamlNode
{
    readonly Dictionary<string, YamlEntry> byKey;

    /// <param name="entries">Unique keys; the reader has rejected duplicates.</param>
    /// <param name="line">One-based.</param>
    /// <param name="column">One-based.</param>
    internal YamlMapping(IReadOnlyList<YamlEntry> entries, int line, int column)
        : base(line, column)
    {
        Entries = entries;
        byKey = entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        Weight = 1 + entries.Sum(entry => entry.Value.Weight);
    }

    public IReadOnlyList<YamlEntry> Entries { get; }

    internal override int Weight { get; }

    internal override string Shape => "a mapping";

    public YamlEntry? Find(string key) => byKey.GetValueOrDefault(key);
}
