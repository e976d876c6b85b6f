using Mesh.ControlPlane.Resources;

namespace Mesh.ControlPlane.Registry;

/// <summary>Resources in the order in which they take precedence: a new one never takes over what an old one has.</summary>
static class ResourceAge
{
    /// <summary>The resources of one type, oldest first.</summary>
    public static List<T> Sorted<T>(IEnumerable<Resource> resources)
        where T : Resource
    {
        var all = resources.OfType<T>().ToList();
        // A ResourceSet is in order already.
        for (var i = 1; i < all.Count; i++)
            if (Compare(all[i - 1], all[i]) > 0)
                return [.. all.OrderBy(resource => (Resource)resource, ResourceOrder.OldestFirst)];
        return all;
    }

    /// <summary>Negative when <paramref name="one"/> is older.</summary>
    public static int Compare(Resource one, Resource other) => ResourceOrder.OldestFirst.Compare(one, other);
}
