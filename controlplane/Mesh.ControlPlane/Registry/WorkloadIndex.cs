using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Registry;

/// <summary>Pods and WorkloadEntries by namespace, by name and by address.</summary>
sealed class WorkloadIndex
{
    readonly Dictionary<string, List<WorkloadInstance>> byNamespace = [];
    readonly Dictionary<(string Namespace, string Name), WorkloadInstance> pods = [];
    readonly Dictionary<string, WorkloadInstance> byAddress = [];

    public WorkloadIndex(IEnumerable<Resource> resources, string trustDomain)
    {
        foreach (var resource in resources.Order(ResourceOrder.OldestFirst))
            if (resource is Pod pod)
                Add(pods[(pod.Meta.Namespace, pod.Meta.Name)] = WorkloadInstance.Of(pod, trustDomain), pod.HostNetwork);
            else if (resource is WorkloadEntry entry)
                Add(WorkloadInstance.Of(entry, trustDomain), sharesAddress: false);
    }

    /// <summary>The workloads of a namespace that have all labels of <paramref name="selector"/>, oldest first.</summary>
    public IEnumerable<WorkloadInstance> Select(string @namespace, ObjectSelector selector) =>
        byNamespace.GetValueOrDefault(@namespace, []).Where(workload => selector.Matches(workload.Labels));

    /// <summary>The pod an endpoint names, else the workload at its address.</summary>
    public WorkloadInstance? Find(PodReference? pod, string @namespace, string address)
    {
        if (pod is not null && pods.TryGetValue((pod.Namespace ?? @namespace, pod.Name), out var named))
            return named;
        return byAddress.GetValueOrDefault(address);
    }

    void Add(WorkloadInstance workload, bool sharesAddress)
    {
        if (!byNamespace.TryGetValue(workload.Namespace, out var list))
            byNamespace[workload.Namespace] = list = [];
        list.Add(workload);

        // Pods on the host's network share its address, which therefore names none of them.
        if (!sharesAddress)
            foreach (var address in workload.Addresses)
                byAddress.TryAdd(address, workload);
    }
}
