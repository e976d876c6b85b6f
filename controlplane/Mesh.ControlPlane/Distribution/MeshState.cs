using Mesh.Contract;
using Mesh.ControlPlane.Compiling;

namespace Mesh.ControlPlane.Distribution;

/// <summary>What the control plane wants proxies to run, from one reload to the next.</summary>
sealed class MeshState(MeshCompiler compiler)
{
    readonly Lock gate = new();
    readonly Dictionary<(ResourceSet, ResourceSet), (List<ResourceKey> Removed, List<Resource> Changed)> differences = [];

    public MeshCompiler Compiler => compiler;

    /// <summary>What takes a proxy from one thing to another. Proxies of one audience share the work.</summary>
    public Difference Difference(CompiledProxy from, CompiledProxy to)
    {
        var (removed, changed) = Shared(from.Shared, to.Shared);
        var own = ReferenceEquals(from.Workload, to.Workload) || from.Workload.Hash.Equals(to.Workload.Hash);
        return new Difference(removed, own ? changed : [to.Workload, .. changed]);
    }

    (List<ResourceKey> Removed, List<Resource> Changed) Shared(ResourceSet from, ResourceSet to)
    {
        if (ReferenceEquals(from, to))
            return ([], []);
        lock (gate)
        {
            if (!differences.TryGetValue((from, to), out var known))
                differences[(from, to)] = known = to.DifferenceFrom(from);
            return known;
        }
    }
}
