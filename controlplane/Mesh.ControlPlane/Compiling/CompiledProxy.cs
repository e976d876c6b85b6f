using Mesh.Contract;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Everything one proxy is to run.</summary>
/// <param name="Shared">What all proxies of the same audience run: one object for all of them.</param>
/// <param name="Workload">What is this proxy's own.</param>
sealed record CompiledProxy(ResourceSet Shared, Resource Workload)
{
    /// <summary>What a proxy has that was sent nothing.</summary>
    public static CompiledProxy Nothing { get; } = new(ResourceSet.Empty, new Resource());

    /// <summary>All resources as one set.</summary>
    public ResourceSet ToSet(ulong generation) => ResourceSet.Of(generation, [Workload, .. Shared.ByKey.Values]);
}
