using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.Networking;
using Mesh.ControlPlane.Resources.Reading.Kubernetes;
using Mesh.ControlPlane.Resources.Reading.Networking;
using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>The kinds users may write, by <c>kind</c> and API group.</summary>
static class KindTable
{
    const string Istio = "networking.istio.io";

    static readonly string[] IstioVersions = ["v1", "v1beta1", "v1alpha3"];

    public static readonly IReadOnlyList<KindEntry> All =
    [
        Entry<VirtualService>(ResourceKind.VirtualService, Istio, VirtualServiceReader.Read, VirtualServiceValidator.Validate),
        Entry<DestinationRule>(ResourceKind.DestinationRule, Istio, DestinationRuleReader.Read, DestinationRuleValidator.Validate),
        Entry<Gateway>(ResourceKind.Gateway, Istio, GatewayReader.Read, GatewayValidator.Validate),
        Entry<ServiceEntry>(ResourceKind.ServiceEntry, Istio, ServiceEntryReader.Read, ServiceEntryValidator.Validate),
        Entry<WorkloadEntry>(ResourceKind.WorkloadEntry, Istio, WorkloadEntryReader.Read, WorkloadEntryValidator.Validate),
        Entry<WorkloadGroup>(ResourceKind.WorkloadGroup, Istio, WorkloadGroupReader.Read, WorkloadGroupValidator.Validate),
        Entry<Sidecar>(ResourceKind.Sidecar, Istio, SidecarReader.Read, SidecarValidator.Validate),
        Entry<KubernetesService>(ResourceKind.Service, "", KubernetesServiceReader.Read, KubernetesServiceValidator.Validate),
        Entry<EndpointSlice>(ResourceKind.EndpointSlice, "discovery.k8s.io", EndpointSliceReader.Read, EndpointSliceValidator.Validate),
        Entry<KubernetesEndpoints>(ResourceKind.Endpoints, "", EndpointsReader.Read, EndpointsValidator.Validate),
        Entry<Pod>(ResourceKind.Pod, "", PodReader.Read, PodValidator.Validate),
        Entry<KubernetesNamespace>(ResourceKind.Namespace, "", NamespaceReader.Read, (_, _) => { }) with { Namespaced = false },
    ];

    /// <summary>Null when no kind of that name is understood in that group.</summary>
    public static KindEntry? Find(string group, string kind)
    {
        foreach (var entry in All)
        {
            if (entry.Group == group && entry.Kind.ToString() == kind)
            {
                return entry;
            }
        }

        return null;
    }

    static KindEntry Entry<T>(ResourceKind kind, string group, Func<FieldReader, ResourceMeta, Resource> read, Action<T, Findings> validate)
        where T : Resource =>
        new(
            kind, group, group == Istio ? IstioVersions : ["v1"], Namespaced: true, read,
            (resource, findings) => validate((T)resource, findings));
}
