using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Registry;

/// <summary>Pods and WorkloadEntries by namespace, by name and by address.</summary>
sealed class WorkloadIndex
{
    readonly Dictionary<string, List<WorkloadInstance>> byNamespace = [];
    readonly Dictionary<string, List<WorkloadInstance>> podsByNamespace = [];
    readonly Dictionary<string, List<WorkloadInstance>> entriesByNamespace = [];
    readonly Dictionary<(string Namespace, string Name), WorkloadInstance> pods = [];
    readonly Dictionary<string, WorkloadInstance> byAddress = [];

    public WorkloadIndex(IEnumerable<Resource> resources, RegistryMemory memory)
    {
        foreach (var resource in ResourceAge.Sorted<Resource>(resources.Where(resource => resource is Pod or WorkloadEntry)))
            if (resource is Pod pod)
                Add(pods[(pod.Meta.Namespace, pod.Meta.Name)] = Instance(pod, () => WorkloadInstance.Of(pod, memory)), podsByNamespace, pod.HostNetwork);
            else if (resource is WorkloadEntry entry)
                Add(Instance(entry, () => WorkloadInstance.Of(entry, memory)), entriesByNamespace, sharesAddress: false);

        WorkloadInstance Instance(Resource origin, Func<WorkloadInstance> make) => memory.Workloads.Get(new Inputs(origin), make);
    }

    /// <summary>The workloads of a namespace that have all labels of <paramref name="selector"/>, oldest first.</summary>
    public IEnumerable<WorkloadInstance> Select(string @namespace, ObjectSelector selector) => Select(byNamespace, @namespace, selector);

    /// <summary>The same, pods only.</summary>
    public IEnumerable<WorkloadInstance> Pods(string @namespace, ObjectSelector selector) => Select(podsByNamespace, @namespace, selector);

    /// <summary>The same, WorkloadEntries only.</summary>
    public IEnumerable<WorkloadInstance> Entries(string @namespace, ObjectSelector selector) => Select(entriesByNamespace, @namespace, selector);

    /// <summary>The pod an endpoint names, else the workload at its address.</summary>
    public WorkloadInstance? Find(PodReference? pod, string @namespace, string address)
    {
        if (pod is not null && pods.TryGetValue((pod.Namespace ?? @namespace, pod.Name), out var named))
            return named;
        return byAddress.GetValueOrDefault(address);
    }

    static IEnumerable<WorkloadInstance> Select(
        Dictionary<string, List<WorkloadInstance>> among, string @namespace, ObjectSelector selector) =>
        among.GetValueOrDefault(@namespace, []).Where(workload => selector.Matches(workload.Labels));

    void Add(WorkloadInstance workload, Dictionary<string, List<WorkloadInstance>> ofKind, bool sharesAddress)
    {
        foreach (var index in new[] { byNamespace, ofKind })
            if (index.TryGetValue(workload.Namespace, out var list))
                list.Add(workload);
            else
                index[workload.Namespace] = [workload];

        // Pods on the host's network share its address, which therefore names none of them.
        if (!sharesAddress)
            foreach (var address in workload.Addresses)
                byAddress.TryAdd(address, workload);
    }
}
