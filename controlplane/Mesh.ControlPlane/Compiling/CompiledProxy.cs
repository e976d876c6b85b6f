using Mesh.Contract;
using Mesh.ControlPlane.Registry;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Everything one proxy is to run.</summary>
/// <param name="Shared">What all proxies of the same audience run: one object for all of them.</param>
/// <param name="Workload">What is this proxy's own.</param>
/// <param name="WorkloadInputs">What <paramref name="Workload"/> was made of.</param>
sealed record CompiledProxy(SharedConfig Shared, Resource Workload, Inputs WorkloadInputs)
{
    /// <summary>What a proxy has that was sent nothing.</summary>
    public static CompiledProxy Nothing { get; } = new(SharedConfig.Nothing, new Resource(), new Inputs([]));

    /// <summary>All resources as one set.</summary>
    public ResourceSet ToSet(ulong generation) => ResourceSet.Of(generation, [Workload, .. Shared.All]);
}
