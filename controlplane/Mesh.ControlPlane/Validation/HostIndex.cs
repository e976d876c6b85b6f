namespace Mesh.ControlPlane.Validation;

/// <summary>Hosts of one list, found by what they match. Comparing each with each would take minutes for a hostile list that one file has
/// room for.</summary>
sealed class HostIndex
{
    /// <summary>Longer ones are no host names, and are not looked up.</summary>
    const int MaxName = 255;

    readonly IReadOnlyList<string> hosts;
    readonly Dictionary<string, int> names = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, int> suffixes = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> bySuffix;
    readonly int[] suffixLengths;

    public HostIndex(IReadOnlyList<string> hosts)
    {
        this.hosts = hosts;
        for (var i = 0; i < hosts.Count; i++)
        {
            names.TryAdd(hosts[i], i);
            if (hosts[i].StartsWith('*') && hosts[i].Length <= MaxName)
            {
                suffixes.TryAdd(hosts[i][1..], i);
            }
        }

        bySuffix = suffixes.GetAlternateLookup<ReadOnlySpan<char>>();
        suffixLengths = [.. suffixes.Keys.Select(suffix => suffix.Length).Distinct()];
    }

    /// <summary>True when everything that <paramref name="host"/> matches is matched by one host of the list.</summary>
    public bool Covers(string host) => names.ContainsKey(host) || Wildcards(host).Count > 0;

    /// <summary>For each host that overlaps with one before it, by position: the first such position, else -1.</summary>
    public int[] Overlaps()
    {
        var earlier = new int[hosts.Count];
        Array.Fill(earlier, -1);
        for (var i = 0; i < hosts.Count; i++)
        {
            Note(earlier, i, names[hosts[i]]);
            foreach (var wildcard in Wildcards(hosts[i]))
            {
                Note(earlier, i, wildcard);
            }
        }

        return earlier;
    }

    static void Note(int[] earlier, int one, int other)
    {
        var (first, second) = (Math.Min(one, other), Math.Max(one, other));
        if (first != second && (earlier[second] < 0 || first < earlier[second]))
        {
            earlier[second] = first;
        }
    }

    /// <summary>Positions of the wildcards that match all that the host does, itself included.</summary>
    List<int> Wildcards(string host)
    {
        var found = new List<int>();
        var name = host.AsSpan(host.StartsWith('*') ? 1 : 0);
        if (name.Length > MaxName)
        {
            return found;
        }

        foreach (var length in suffixLengths)
        {
            if (length <= name.Length && bySuffix.TryGetValue(name[^length..], out var position))
            {
                found.Add(position);
            }
        }

        return found;
    }
}
