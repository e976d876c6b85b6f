using Mesh.Contract;
using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.Networking;
using Resource = Mesh.ControlPlane.Resources.Resource;

namespace Mesh.ControlPlane.Registry;

/// <summary>Something services select: a Pod, or a WorkloadEntry (5.16, 5.19).</summary>
sealed record WorkloadInstance
{
    public required Resource Origin { get; init; }

    public string Namespace => Origin.Meta.Namespace;

    /// <summary>IPs, one DNS name, or one <c>unix://</c> path. Empty: not running yet.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required WorkloadIdentity Identity { get; init; }

    /// <summary>Named ports: of the containers, or of the entry.</summary>
    public required IReadOnlyDictionary<string, int> Ports { get; init; }

    public Locality? Locality { get; init; }

    public string Network { get; init; } = "";

    public uint Weight { get; init; }

    public bool Ready { get; init; } = true;

    public static WorkloadInstance Of(Pod pod, RegistryMemory memory) => new()
    {
        Origin = pod,
        Addresses = pod.Ips,
        Labels = pod.Meta.Labels,
        Identity = WorkloadNaming.Identity(
            WorkloadNaming.OfPod(pod.Meta.Name, pod.Meta.Labels), pod.Meta.Namespace, pod.Meta.Labels, pod.ServiceAccount, memory.Mesh.TrustDomain, memory.ClusterId),
        Ports = pod.ContainerPorts.Where(port => port.Name is not null).DistinctBy(port => port.Name).ToDictionary(port => port.Name!, port => port.Port),
        // Istio reads the locality of a pod from this label, whose separator is a dot.
        Locality = pod.Meta.Labels.TryGetValue("istio-locality", out var text) ? LocalityOf(text, '.') : null,
        Network = pod.Meta.Labels.GetValueOrDefault("topology.istio.io/network", ""),
        Ready = pod.Ready,
    };

    public static WorkloadInstance Of(WorkloadEntry entry, RegistryMemory memory) =>
        Of(entry, entry.Spec, entry.WorkloadLabels, entry.Meta.Name, memory);

    /// <summary>An endpoint written in a ServiceEntry.</summary>
    public static WorkloadInstance Of(ServiceEntry owner, WorkloadEntrySpec spec, RegistryMemory memory) =>
        Of(owner, spec, spec.Labels, "", memory);

    public static Locality? LocalityOf(string? text, char separator = '/')
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var parts = text.Split(separator, 3);
        return new Locality { Region = parts[0], Zone = parts.ElementAtOrDefault(1) ?? "", Subzone = parts.ElementAtOrDefault(2) ?? "" };
    }

    static WorkloadInstance Of(
        Resource origin, WorkloadEntrySpec spec, IReadOnlyDictionary<string, string> labels, string name, RegistryMemory memory) => new()
    {
        Origin = origin,
        Addresses = spec.Address.Length == 0 ? [] : [spec.Address],
        Labels = labels,
        Identity = WorkloadNaming.Identity(
            labels.GetValueOrDefault("service.istio.io/workload-name", name), origin.Meta.Namespace, labels, spec.ServiceAccount ?? "", memory.Mesh.TrustDomain, memory.ClusterId),
        Ports = spec.Ports,
        Locality = LocalityOf(spec.Locality),
        Network = spec.Network ?? "",
        Weight = (uint)Math.Clamp(spec.Weight, 0, uint.MaxValue),
    };
}
