using Mesh.ControlPlane.Resources;

namespace Mesh.ControlPlane.Distribution;

/// <summary>What a reload changed, as one line: <c>+</c> new, <c>~</c> read anew, <c>-</c> gone.</summary>
static class ChangeSummary
{
    const int MaxNames = 20;

    public static string Of(ResourceSet before, ResourceSet after)
    {
        if (before.Generation == 0)
            return "start";
        // A resource of a file that did not change is the same object as before.
        var changes = after.All.Where(resource => !ReferenceEquals(before.Find(resource.Key), resource))
            .Select(resource => $"{(before.Find(resource.Key) is null ? '+' : '~')}{resource.Key}")
            .Concat(before.All.Where(resource => after.Find(resource.Key) is null).Select(resource => $"-{resource.Key}"))
            .ToList();
        var more = changes.Count > MaxNames ? $" and {changes.Count - MaxNames} more" : "";
        return changes.Count == 0 ? "findings only" : string.Join(", ", changes.Take(MaxNames)) + more;
    }
}
