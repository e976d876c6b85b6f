using Mesh.ControlPlane.Resources.Kubernetes;

namespace Mesh.ControlPlane.Resources.Reading.Kubernetes;

static class KubernetesServiceReader
{
    public static Resource Read(FieldReader root, ResourceMeta meta)
    {
        root.Ignore("status");
        return root.Object("spec", spec => Spec(spec, meta)) ?? new KubernetesService { Meta = meta };
    }

    static KubernetesService Spec(FieldReader spec, ResourceMeta meta)
    {
        spec.Ignore(
            "externalTrafficPolicy", "healthCheckNodePort", "ipFamilies", "ipFamilyPolicy", "loadBalancerClass", "loadBalancerIP",
            "loadBalancerSourceRanges", "allocateLoadBalancerNodePorts", "sessionAffinityConfig");
        var addresses = ClusterIps(spec);
        return new KubernetesService
        {
            Meta = meta,
            Type = spec.Text("type") ?? "ClusterIP",
            ClusterIps = addresses.Contains("None") ? [] : addresses,
            Headless = addresses.Contains("None"),
            Ports = spec.List("ports", ServicePort),
            Selector = spec.TextMap("selector"),
            ExternalName = spec.Text("externalName"),
            ExternalIps = spec.Texts("externalIPs"),
            PublishNotReadyAddresses = spec.Boolean("publishNotReadyAddresses"),
            TrafficDistribution = spec.Text("trafficDistribution"),
            InternalTrafficPolicy = spec.Text("internalTrafficPolicy"),
            SessionAffinity = spec.Text("sessionAffinity"),
        };
    }

    static IReadOnlyList<string> ClusterIps(FieldReader spec)
    {
        var single = spec.Text("clusterIP");
        var all = spec.Texts("clusterIPs");
        return all.Count > 0 || single is null ? all : [single];
    }

    static ServicePort ServicePort(FieldReader port) => new()
    {
        Name = port.Text("name") ?? "",
        Port = port.RequiredPort("port"),
        Protocol = port.Text("protocol") ?? "TCP",
        AppProtocol = port.Text("appProtocol"),
        TargetPort = port.Value<TargetPort>("targetPort", KubernetesValues.TargetPort) ?? default,
        NodePort = port.Port("nodePort"),
    };
}
