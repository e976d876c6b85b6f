namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>A mapping with unique string keys, in written order.</summary>
public sealed class YamlMapping : YamlNode
{
    /// <summary>Most mappings are smaller, and a table for each would cost more than the rest of the tree.</summary>
    const int MaxSearched = 8;

    readonly Dictionary<string, YamlEntry>? byKey;

    /// <param name="entries">Unique keys; the reader has rejected duplicates.</param>
    /// <param name="line">One-based.</param>
    /// <param name="column">One-based.</param>
    internal YamlMapping(IReadOnlyList<YamlEntry> entries, int line, int column)
        : base(line, column)
    {
        Entries = entries;
        byKey = entries.Count > MaxSearched ? entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal) : null;
        Weight = 1 + entries.Sum(entry => entry.Value.Weight);
    }

    public IReadOnlyList<YamlEntry> Entries { get; }

    internal override int Weight { get; }

    internal override string Shape => "a mapping";

    public YamlEntry? Find(string key) => byKey is null ? Search(key) : byKey.GetValueOrDefault(key);

    YamlEntry? Search(string key)
    {
        for (var i = 0; i < Entries.Count; i++)
        {
            if (Entries[i].Key == key)
            {
                return Entries[i];
            }
        }

        return null;
    }
}
