using Mesh.ControlPlane.Resources;

namespace Mesh.ControlPlane.Registry;

/// <summary>Resources in the order in which they take precedence: a new one never takes over what an old one has.</summary>
static class ResourceAge
{
    /// <summary>The resources of one type, oldest first.</summary>
    public static List<T> Sorted<T>(IEnumerable<Resource> resources)
        where T : Resource => [.. resources.OfType<T>().OrderBy(resource => (Resource)resource, ResourceOrder.OldestFirst)];

    /// <summary>Negative when <paramref name="one"/> is older.</summary>
    public static int Compare(Resource one, Resource other) => ResourceOrder.OldestFirst.Compare(one, other);
}
