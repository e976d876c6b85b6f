using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

static class VirtualServiceReader
{
    public static Resource Read(FieldReader root, ResourceMeta meta)
    {
        root.Ignore("status");
        return root.Object("spec", spec => Spec(spec, meta)) ?? new VirtualService { Meta = meta };
    }

    static VirtualService Spec(FieldReader spec, ResourceMeta meta) => new()
    {
        Meta = meta,
        Hosts = spec.Texts("hosts"),
        Gateways = spec.Texts("gateways"),
        ExportTo = spec.Texts("exportTo"),
        Http = spec.List("http", HttpRouteReader.Read),
        Tls = spec.List("tls", L4RouteReader.Tls),
        Tcp = spec.List("tcp", L4RouteReader.Tcp),
    };
}
