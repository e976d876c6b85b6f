using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources;

/// <summary>Turns scans into sets, and remembers the last good version of what an edit broke. Not thread-safe: one owner.</summary>
/// <remarks>
/// A resource goes when its file goes, or when its file is valid without it. While a file holds a document that cannot even be
/// named, everything that file used to define stays: any of it may be what is broken.
/// </remarks>
public sealed class ResourceStore
{
    static readonly IReadOnlyDictionary<ResourceKey, Resource> Nothing = new Dictionary<ResourceKey, Resource>();

    static readonly Dictionary<string, Lazy<IReadOnlyDictionary<ResourceKey, Resource>>> NothingRecalled = [];

    IReadOnlyDictionary<string, Lazy<IReadOnlyDictionary<ResourceKey, Resource>>> recalled;
    Dictionary<string, IReadOnlyDictionary<ResourceKey, Resource>> lastGood = new(StringComparer.Ordinal);
    ResourceSet current = ResourceSet.Empty;
    long generation;
    bool previewed;
    bool loaded;

    /// <param name="recalled">What an earlier run had, by file: stands for its last good versions until the tree is seen.</param>
    internal ResourceStore(IReadOnlyDictionary<string, Lazy<IReadOnlyDictionary<ResourceKey, Resource>>> recalled) => this.recalled = recalled;

    public ResourceStore()
        : this(NothingRecalled)
    {
    }

    /// <summary>Whether a tree was ever seen: until then, nothing is known about what is in use.</summary>
    internal bool IsLoaded => loaded;

    /// <summary>What is in use, by file.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyDictionary<ResourceKey, Resource>> LastGood => lastGood;

    /// <returns>The set after the scan; the very same object as last time when nothing changed.</returns>
    public ResourceSet Apply(ConfigScan scan)
    {
        var merge = MergeOf(scan);
        lastGood = merge.ByFile;
        loaded |= scan.HasTree;
        recalled = loaded ? NothingRecalled : recalled;
        return Publish(merge.Resources, [.. scan.Diagnostics, .. merge.Diagnostics]);
    }

    /// <summary>What <see cref="Apply"/> would give at this moment, without findings and without remembering anything: the files may be half
    /// written.</summary>
    /// <returns>Null when no resource changed.</returns>
    public ResourceSet? Preview(ConfigScan scan)
    {
        var next = new ResourceSet(generation + 1, MergeOf(scan).Resources, []) { IsLoaded = loaded && scan.HasTree };
        if (next.All.SequenceEqual(current.All, ReferenceEqualityComparer.Instance))
            return null;
        generation++;
        previewed = true;
        return next;
    }

    ResourceMerge MergeOf(ConfigScan scan)
    {
        var merge = new ResourceMerge();
        foreach (var file in scan.Files)
        {
            merge.AddFresh(file);
        }

        foreach (var file in scan.Files)
        {
            if (ResourceMerge.HasHole(file))
            {
                merge.KeepBroken(file, Remembered(file.Path));
            }
        }

        foreach (var path in RememberedFiles.Where(path => IsHidden(path, scan)))
        {
            merge.KeepHidden(path, Remembered(path));
        }

        return merge;
    }

    IEnumerable<string> RememberedFiles => loaded ? lastGood.Keys : recalled.Keys;

    IReadOnlyDictionary<ResourceKey, Resource> Remembered(string path) =>
        (loaded ? lastGood.GetValueOrDefault(path) : recalled.GetValueOrDefault(path)?.Value) ?? Nothing;

    /// <summary>Not seen by the scan, because the directory it was in could not be listed.</summary>
    static bool IsHidden(string path, ConfigScan scan) =>
        scan.UnreadableDirectories.Any(directory => directory.Length == 0 || path.StartsWith(directory + "/", StringComparison.Ordinal))
        && scan.Files.All(file => file.Path != path);

    ResourceSet Publish(IReadOnlyCollection<Resource> resources, List<Diagnostic> diagnostics)
    {
        var sorted = diagnostics
            .OrderBy(finding => finding.File, StringComparer.Ordinal)
            .ThenBy(finding => finding.Document)
            .ThenBy(finding => finding.Line)
            .ToList();
        var next = new ResourceSet(generation + 1, resources, sorted) { IsLoaded = loaded };
        // What was previewed may be in use, so that nothing changed since the set before it is news.
        var same = !previewed && current.Generation > 0 && next.IsLoaded == current.IsLoaded
            && next.All.SequenceEqual(current.All, ReferenceEqualityComparer.Instance) && sorted.SequenceEqual(current.Diagnostics);
        if (same)
            return current;
        generation++;
        previewed = false;
        return current = next;
    }
}
