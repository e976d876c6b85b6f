using Mesh.Contract;
using Mesh.ControlPlane.Resources.Kubernetes;

namespace Mesh.ControlPlane.Registry;

/// <summary>A port of a service.</summary>
/// <param name="Number">What clients dial.</param>
/// <param name="Name">Unique within the service; may be empty when it is the only one.</param>
/// <param name="Protocol">As selected (2.1, 2.2).</param>
/// <param name="ByName">Whether a port of the same name of any workload goes before the target, as ServiceEntries have it (5.16).</param>
/// <param name="Target">Where workloads listen, by number or by name of a workload's port; the default is <paramref name="Number"/>.</param>
sealed record MeshPort(int Number, string Name, Protocol Protocol, TargetPort Target, bool ByName = false)
{
    /// <summary>The port one workload serves it on; null when the workload has no port of the target's name.</summary>
    public int? On(WorkloadInstance workload)
    {
        if ((ByName || workload.Origin is not Pod) && workload.Ports.TryGetValue(Name, out var own))
            return own;
        if (Target.Name is not { } name)
            return Target.IsDefault ? Number : Target.Number;
        return workload.Ports.TryGetValue(name, out var named) ? named : null;
    }
}
