using Mesh.Contract;
using Mesh.ControlPlane.Resources.MeshWide;

namespace Mesh.ControlPlane.Registry;

/// <summary>What the states of a mesh have in common, under one MeshConfig: services, workloads and endpoints by what they were read from.</summary>
sealed class RegistryMemory(MeshConfig mesh, string clusterId)
{
    public MeshConfig Mesh => mesh;

    /// <summary>The cluster that the resources describe (CLUSTER_ID).</summary>
    public string ClusterId => clusterId;

    public Memo<IReadOnlyList<MeshService>> Services { get; } = new();

    public Memo<MeshService> Aliases { get; } = new();

    public Memo<WorkloadInstance> Workloads { get; } = new();

    public Memo<IReadOnlyList<Endpoint>> Endpoints { get; } = new();

    /// <summary>Before services are read anew.</summary>
    public void SweepServices()
    {
        Services.Sweep();
        Aliases.Sweep();
    }

    /// <summary>Before endpoints are read anew.</summary>
    public void SweepEndpoints()
    {
        Workloads.Sweep();
        Endpoints.Sweep();
    }
}
