using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

static class SidecarReader
{
    public static Resource Read(FieldReader root, ResourceMeta meta)
    {
        root.Ignore("status");
        return root.Object("spec", spec => Spec(spec, meta)) ?? new Sidecar { Meta = meta };
    }

    static Sidecar Spec(FieldReader spec, ResourceMeta meta) => new()
    {
        Meta = meta,
        WorkloadSelector = SelectorReader.Read(spec, "workloadSelector", "labels"),
        Ingress = spec.List("ingress", Ingress),
        Egress = spec.List("egress", Egress),
        InboundConnectionPool = spec.Object("inboundConnectionPool", ConnectionPoolReader.Read),
        OutboundTrafficPolicy = spec.Object("outboundTrafficPolicy", Outbound),
    };

    static SidecarIngressListener Ingress(FieldReader listener) => new()
    {
        Port = PortReader.Required(listener),
        Bind = listener.Text("bind"),
        CaptureMode = listener.Enum("captureMode", NetworkingEnums.Capture),
        DefaultEndpoint = listener.Text("defaultEndpoint"),
        Tls = listener.Object("tls", TlsSettingsReader.Server),
        ConnectionPool = listener.Object("connectionPool", ConnectionPoolReader.Read),
    };

    static SidecarEgressListener Egress(FieldReader listener) => new()
    {
        Port = listener.Object("port", PortReader.Read),
        Bind = listener.Text("bind"),
        CaptureMode = listener.Enum("captureMode", NetworkingEnums.Capture),
        Hosts = listener.Texts("hosts"),
    };

    static OutboundTrafficPolicy Outbound(FieldReader policy) => new(
        policy.Enum("mode", NetworkingEnums.SidecarOutbound), policy.Object("egressProxy", DestinationReader.Read));
}
