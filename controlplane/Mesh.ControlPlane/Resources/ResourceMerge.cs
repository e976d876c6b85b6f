using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources;

/// <summary>One application of a scan: fresh resources first, then last good ones where an edit left a hole.</summary>
sealed class ResourceMerge
{
    readonly Dictionary<ResourceKey, Resource> chosen = [];
    readonly List<Diagnostic> diagnostics = [];

    public Dictionary<string, IReadOnlyDictionary<ResourceKey, Resource>> ByFile { get; } = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Resource> Resources => chosen.Values;

    public IReadOnlyList<Diagnostic> Diagnostics => diagnostics;

    /// <summary>Files come in path order, so that of two definitions the same one wins everywhere.</summary>
    public void AddFresh(ConfigFile file)
    {
        var own = new Dictionary<ResourceKey, Resource>();
        foreach (var result in file.Results)
        {
            diagnostics.AddRange(result.Diagnostics);
            if (result.Resource is { } resource && Choose(resource))
            {
                own[resource.Key] = resource;
            }
        }

        ByFile[file.Path] = own;
    }

    /// <summary>Whether something in a file did not become a resource.</summary>
    public static bool HasHole(ConfigFile file) => file.Results.Any(result => result.Resource is null);

    public void KeepBroken(ConfigFile file, IReadOnlyDictionary<ResourceKey, Resource> remembered)
    {
        var brokenKeys = file.Results.Where(result => result.Resource is null).Select(result => result.Key).ToHashSet();
        var unnamed = file.Results.Any(result => result is { Resource: null, Key: null, HasErrors: true });
        var kept = remembered.Values.Where(resource => unnamed || brokenKeys.Contains(resource.Key));
        Keep(file.Path, kept, "is invalid or missing in the new version of the file, its last good version stays in use");
    }

    public void KeepHidden(string path, IReadOnlyDictionary<ResourceKey, Resource> remembered) =>
        Keep(path, remembered.Values, "cannot be read at present, its last good version stays in use");

    void Keep(string path, IEnumerable<Resource> resources, string message)
    {
        var own = ByFile.TryGetValue(path, out var fresh) ? new Dictionary<ResourceKey, Resource>(fresh) : [];
        foreach (var resource in resources)
        {
            if (chosen.TryAdd(resource.Key, resource))
            {
                own[resource.Key] = resource;
                diagnostics.Add(resource.Finding(DiagnosticSeverity.Warning, "", message));
            }
        }

        ByFile[path] = own;
    }

    bool Choose(Resource resource)
    {
        if (chosen.TryAdd(resource.Key, resource))
        {
            return true;
        }

        var first = chosen[resource.Key].Meta.Source;
        diagnostics.Add(
            resource.Finding(DiagnosticSeverity.Error, "", $"is defined already at {first.File}:{first.Line}, this one is not used"));
        return false;
    }
}
