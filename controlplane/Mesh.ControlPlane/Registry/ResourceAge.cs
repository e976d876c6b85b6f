using Mesh.ControlPlane.Resources;

namespace Mesh.ControlPlane.Registry;

/// <summary>The order in which resources take precedence: oldest first, so that a new resource never takes over what an old one has.</summary>
/// <remarks>
/// By creation time, then by name and namespace, as Istio. A resource without a time (a file that does not write one) counts as younger
/// than any that has one.
/// </remarks>
sealed class ResourceAge : IComparer<Resource>
{
    public static ResourceAge Order { get; } = new();

    /// <summary>The resources of one type, oldest first.</summary>
    public static List<T> Sorted<T>(IEnumerable<Resource> resources)
        where T : Resource => [.. resources.OfType<T>().OrderBy(resource => (Resource)resource, Order)];

    public int Compare(Resource? x, Resource? y)
    {
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        var byTime = (x.Meta.CreationTimestamp ?? DateTimeOffset.MaxValue).CompareTo(y.Meta.CreationTimestamp ?? DateTimeOffset.MaxValue);
        if (byTime != 0)
            return byTime;
        var byName = string.CompareOrdinal(x.Meta.Name, y.Meta.Name);
        return byName != 0 ? byName : string.CompareOrdinal(x.Meta.Namespace, y.Meta.Namespace);
    }
}
