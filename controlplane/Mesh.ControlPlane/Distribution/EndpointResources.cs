using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources;

namespace Mesh.ControlPlane.Distribution;

/// <summary>The part of a set of which endpoints are made, apart from the config.</summary>
static class EndpointResources
{
    /// <summary>Whether two sets differ in anything but endpoints. Resources that did not change are the same objects.</summary>
    public static bool HasOtherConfig(ResourceSet set, ResourceSet other) =>
        !ReferenceEquals(set.Mesh, other.Mesh)
        || !Config(set).SequenceEqual(Config(other), ReferenceEqualityComparer.Instance);

    /// <summary>
    /// What endpoints are made of when only they may change: the newest version of each object that the newest set has, and those it does not
    /// have as they were. That something is gone may be a file that is half written; it is believed with the next config.
    /// </summary>
    /// <param name="config">In use, with the ServiceEntries.</param>
    /// <param name="before">The endpoints in use.</param>
    /// <param name="newest">What was just read.</param>
    public static ResourceSet Merge(ResourceSet config, ResourceSet before, ResourceSet newest) => new(
        newest.Generation,
        [
            .. Config(config),
            .. Endpoints(newest),
            .. Endpoints(before).Where(resource => newest.Find(resource.Key) is null),
        ], []);

    static IEnumerable<Resource> Config(ResourceSet set) => set.All.Where(resource => !ServiceEndpoints.IsMadeOf(resource.Kind));

    static IEnumerable<Resource> Endpoints(ResourceSet set) => set.All.Where(resource => ServiceEndpoints.IsMadeOf(resource.Kind));
}
