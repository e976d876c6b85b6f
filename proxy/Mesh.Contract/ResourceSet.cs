using Google.Protobuf;

namespace Mesh.Contract;

/// <summary>
/// All resources of one proxy at one generation. Immutable: a delta makes a new set, so a reader of the old one is never disturbed.
/// </summary>
public sealed class ResourceSet
{
    readonly Dictionary<ResourceKey, Resource> resources;

    ResourceSet(ulong generation, Dictionary<ResourceKey, Resource> resources)
    {
        Generation = generation;
        this.resources = resources;
    }

    /// <summary>What a proxy holds before it has received anything.</summary>
    public static ResourceSet Empty { get; } = new(0, []);

    /// <summary>The generation it was made by; 0 for <see cref="Empty"/>.</summary>
    public ulong Generation { get; }

    /// <summary>How many resources there are.</summary>
    public int Count => resources.Count;

    /// <summary>The resources by key, in no particular order.</summary>
    public IReadOnlyDictionary<ResourceKey, Resource> ByKey => resources;

    /// <summary>A set of given resources; of two with one key the last stays.</summary>
    public static ResourceSet Of(ulong generation, IEnumerable<Resource> resources)
    {
        var byKey = new Dictionary<ResourceKey, Resource>();
        foreach (var resource in resources)
            byKey[resource.Key()] = resource;
        return new ResourceSet(generation, byKey);
    }

    /// <summary>The set of a snapshot.</summary>
    public static ResourceSet Of(SnapshotContent content) => Of(content.Generation, content.Resources);

    /// <summary>The set that all frames of one generation make of this one: removals first, then changes.</summary>
    public ResourceSet Apply(IReadOnlyList<Delta> frames)
    {
        var next = new Dictionary<ResourceKey, Resource>(resources);
        foreach (var frame in frames)
            foreach (var removed in frame.Removed)
                next.Remove(removed.Key());
        foreach (var frame in frames)
            foreach (var changed in frame.Changed)
                next[changed.Key()] = changed;
        return new ResourceSet(frames[^1].Generation, next);
    }

    /// <summary>What a <see cref="Hello"/> says of this set, in key order.</summary>
    public IEnumerable<Held> Held() => InOrder().Select(resource =>
        new Held { Kind = resource.Kind, Name = resource.Name, Hash = resource.Hash });

    /// <summary>The set as a snapshot, in key order so that equal sets are equal files.</summary>
    public SnapshotContent ToSnapshot(Node? node)
    {
        var content = new SnapshotContent { Generation = Generation };
        if (node is not null)
            content.Node = node;
        content.Resources.Add(InOrder());
        return content;
    }

    /// <summary>The resources in key order.</summary>
    public IEnumerable<Resource> InOrder() => resources.OrderBy(entry => entry.Key).Select(entry => entry.Value);

    /// <summary>
    /// What takes a proxy that holds <paramref name="held"/> (hashes by key) to this set: keys to remove, resources to send, both in
    /// key order.
    /// </summary>
    public (List<ResourceKey> Removed, List<Resource> Changed) DifferenceFrom(IReadOnlyDictionary<ResourceKey, ByteString> held)
    {
        var removed = new List<ResourceKey>();
        foreach (var key in held.Keys)
            if (!resources.ContainsKey(key))
                removed.Add(key);
        removed.Sort();

        var changed = new List<Resource>();
        foreach (var (key, resource) in resources)
            if (!held.TryGetValue(key, out var hash) || !hash.Equals(resource.Hash))
                changed.Add(resource);
        changed.Sort(static (a, b) => a.Key().CompareTo(b.Key()));
        return (removed, changed);
    }
}
