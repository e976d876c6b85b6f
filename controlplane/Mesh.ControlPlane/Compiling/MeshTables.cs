using Google.Protobuf;
using Mesh.Contract;
using Mesh.ControlPlane.Registry;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Results of the compiler by their inputs, under one MeshConfig.</summary>
sealed class MeshTables(CompilerMemory memory, RegistryMemory registry)
{
    public RegistryMemory Registry => registry;

    public Memo<MeshVirtualService> VirtualServices { get; } = new();

    public Memo<MergedRule> Rules { get; } = new();

    public Memo<Resource> Services { get; } = new();

    public Memo<CompiledRoutes> Routes { get; } = new();

    public Memo<Resource> Endpoints { get; } = new();

    public Resource Pack(Kind kind, string name, IMessage body) => memory.Pack(kind, name, body);

    /// <summary>Before a config is compiled.</summary>
    public void SweepConfig()
    {
        memory.SweepConfig();
        VirtualServices.Sweep();
        Rules.Sweep();
        Services.Sweep();
        Routes.Sweep();
    }

    /// <summary>Forgets what audiences have left behind, without waiting for a config to be compiled.</summary>
    /// <param name="used">Resources, by identity, that some audience still has.</param>
    public void KeepConfig(IReadOnlySet<Resource> used)
    {
        Services.Keep(used.Contains);
        Routes.Keep(routes => used.Contains(routes.Resource));
        memory.KeepConfig(used);
    }

    /// <summary>Before endpoints are compiled.</summary>
    public void SweepEndpoints()
    {
        memory.SweepEndpoints();
        Endpoints.Sweep();
    }
}
