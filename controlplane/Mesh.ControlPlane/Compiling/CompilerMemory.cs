using System.Runtime.CompilerServices;
using Google.Protobuf;
using Mesh.Contract;
using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.MeshWide;

namespace Mesh.ControlPlane.Compiling;

/// <summary>
/// What the states of one mesh have in common, so that an edit costs what it touches: results by their inputs, and one object per distinct
/// resource. Safe to share between threads.
/// </summary>
/// <param name="clusterId">The cluster that the resources describe (CLUSTER_ID).</param>
sealed class CompilerMemory(string clusterId = WorkloadNaming.DefaultCluster)
{
    // Everything depends on the MeshConfig, so each has tables of its own, which go when no state has it any more.
    readonly ConditionalWeakTable<MeshConfig, MeshTables> tables = [];
    readonly ResourceInterner configs = new();
    readonly ResourceInterner endpoints = new();
    readonly long[] packed = new long[Enum.GetValues<Kind>().Length];

    public MeshTables For(MeshConfig mesh) => tables.GetValue(mesh, key => new MeshTables(this, new RegistryMemory(key, clusterId)));

    /// <summary>Serializes a body; returns the known resource when the bytes are known.</summary>
    public Resource Pack(Kind kind, string name, IMessage body)
    {
        Interlocked.Increment(ref packed[(int)kind]);
        var resource = ResourceCodec.Pack(kind, name, body);
        return (kind == Kind.Endpoints ? endpoints : configs).Intern(resource);
    }

    /// <summary>How many resources of a kind were compiled and serialized so far: what an edit costs.</summary>
    public long Packed(Kind kind) => Interlocked.Read(ref packed[(int)kind]);

    public void SweepConfig() => configs.Sweep();

    /// <summary>Forgets all config but this.</summary>
    public void KeepConfig(IReadOnlySet<Resource> used) => configs.Keep(used);

    public void SweepEndpoints() => endpoints.Sweep();
}
