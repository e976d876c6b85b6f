using Mesh.ControlPlane.Resources.Kubernetes;

namespace Mesh.ControlPlane.Resources.Reading.Kubernetes;

static class EndpointsReader
{
    public static Resource Read(FieldReader root, ResourceMeta meta) =>
        new KubernetesEndpoints { Meta = meta, Subsets = root.List("subsets", Subset) };

    static EndpointSubset Subset(FieldReader subset) => new()
    {
        Addresses = subset.List("addresses", Address),
        NotReadyAddresses = subset.List("notReadyAddresses", Address),
        Ports = subset.List("ports", EndpointSliceReader.Port),
    };

    static EndpointAddress Address(FieldReader address) => new()
    {
        Ip = address.RequiredText("ip"),
        Hostname = address.Text("hostname"),
        NodeName = address.Text("nodeName"),
        Pod = KubernetesValues.PodReference(address),
    };
}
