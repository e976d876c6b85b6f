namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>Entries of a mapping under construction: written ones are unique and win over merged ones.</summary>
sealed class YamlEntryList
{
    readonly OrderedDictionary<string, YamlEntry> entries = new(StringComparer.Ordinal);
    readonly HashSet<string> merged = new(StringComparer.Ordinal);

    public IReadOnlyList<YamlEntry> Entries => [.. entries.Values];

    /// <returns>The entry written earlier under the same key, which makes this one a duplicate; null when it was added.</returns>
    public YamlEntry? AddWritten(YamlEntry entry)
    {
        if (entries.TryAdd(entry.Key, entry))
        {
            return null;
        }

        if (!merged.Remove(entry.Key))
        {
            return entries[entry.Key];
        }

        entries[entry.Key] = entry;
        return null;
    }

    public void AddMerged(IReadOnlyList<YamlEntry> source)
    {
        foreach (var entry in source)
        {
            if (entries.TryAdd(entry.Key, entry))
            {
                merged.Add(entry.Key);
            }
        }
    }
}
