using System.Collections.Concurrent;
using Mesh.Contract;
using Mesh.ControlPlane.Compiling;

namespace Mesh.ControlPlane.Distribution;

/// <summary>What the control plane wants proxies to run, from one change to the next.</summary>
/// <param name="compiler">The newest config with the newest endpoints.</param>
/// <param name="older">
/// The config before, with the newest endpoints, while the newest is not compiled for every audience: who waits for it still gets endpoints.
/// </param>
sealed class MeshState(MeshCompiler compiler, MeshCompiler? older)
{
    volatile MeshCompiler? older = older;
    readonly ConcurrentDictionary<(ResourceSet, ResourceSet), Lazy<IReadOnlyList<ResourceKey>>> bases = [];
    readonly ConcurrentDictionary<(SharedConfig, SharedConfig), Lazy<Difference>> differences = [];

    public MeshCompiler Compiler => compiler;

    public MeshCompiler? Older => older;

    /// <summary>Nobody needs it any more.</summary>
    public void DropOlder() => older = null;

    /// <summary>What takes a proxy from one thing to another. Proxies of one audience share the work, and audiences that of the base.</summary>
    public Difference Difference(CompiledProxy from, CompiledProxy to)
    {
        var shared = Shared(from.Shared, to.Shared);
        var own = ReferenceEquals(from.Workload, to.Workload) || from.Workload.Hash.Equals(to.Workload.Hash);
        return own ? shared : shared with { Changed = [to.Workload, .. shared.Changed] };
    }

    Difference Shared(SharedConfig from, SharedConfig to) => ReferenceEquals(from, to)
        ? new Difference([], [])
        : differences.GetOrAdd((from, to), _ => new Lazy<Difference>(() =>
        {
            var (removed, changed) = to.DifferenceFrom(from, Between(from.Base, to.Base));
            return new Difference(removed, changed);
        })).Value;

    IReadOnlyList<ResourceKey> Between(ResourceSet from, ResourceSet to) => ReferenceEquals(from, to)
        ? []
        : bases.GetOrAdd((from, to), _ => new Lazy<IReadOnlyList<ResourceKey>>(() =>
        {
            var (removed, changed) = to.DifferenceFrom(from);
            return [.. removed, .. changed.Select(resource => resource.Key())];
        })).Value;
}
