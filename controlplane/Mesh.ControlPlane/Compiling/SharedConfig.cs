using Mesh.Contract;

namespace Mesh.ControlPlane.Compiling;

/// <summary>What all proxies of one audience run: the audience's own resources over those that all audiences share. Immutable.</summary>
/// <param name="Base">Shared by all audiences on the base; empty for others.</param>
/// <param name="Own">Goes over <paramref name="Base"/>.</param>
/// <param name="Hidden">Keys of <paramref name="Base"/> that the audience does not have.</param>
sealed record SharedConfig(ResourceSet Base, ResourceSet Own, IReadOnlySet<ResourceKey> Hidden)
{
    public static SharedConfig Nothing { get; } = new(ResourceSet.Empty, ResourceSet.Empty, Overlay.NothingHidden);

    public int Count => Base.Count - Hidden.Count + Own.ByKey.Keys.Count(key => !Base.ByKey.ContainsKey(key));

    /// <summary>The resources, in no particular order.</summary>
    public IEnumerable<Resource> All =>
        Own.ByKey.Values.Concat(Base.ByKey.Where(entry => !Hidden.Contains(entry.Key) && !Own.ByKey.ContainsKey(entry.Key)).Select(entry => entry.Value));

    public Resource? Find(ResourceKey key) =>
        Own.ByKey.TryGetValue(key, out var own) ? own : Hidden.Contains(key) ? null : Base.ByKey.GetValueOrDefault(key);

    /// <summary>What takes a holder of <paramref name="from"/> to this: keys to remove, resources to send, both in key order.</summary>
    /// <param name="from">What is held.</param>
    /// <param name="between">Keys in which the two bases differ: found once for all audiences.</param>
    public (List<ResourceKey> Removed, List<Resource> Changed) DifferenceFrom(SharedConfig from, IEnumerable<ResourceKey> between)
    {
        var candidates = new HashSet<ResourceKey>(between);
        if (!ReferenceEquals(from.Own, Own) || !ReferenceEquals(from.Hidden, Hidden))
            candidates.UnionWith([.. from.Own.ByKey.Keys, .. Own.ByKey.Keys, .. from.Hidden, .. Hidden]);
        var removed = new List<ResourceKey>();
        var changed = new List<Resource>();
        foreach (var key in candidates)
        {
            var (old, now) = (from.Find(key), Find(key));
            if (now is null && old is not null)
                removed.Add(key);
            else if (now is not null && !ReferenceEquals(now, old) && !now.Hash.Equals(old?.Hash))
                changed.Add(now);
        }

        removed.Sort();
        changed.Sort(static (one, other) => one.Key().CompareTo(other.Key()));
        return (removed, changed);
    }
}
