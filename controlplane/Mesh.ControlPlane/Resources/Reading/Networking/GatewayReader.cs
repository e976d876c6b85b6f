using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

static class GatewayReader
{
    public static Resource Read(FieldReader root, ResourceMeta meta)
    {
        root.Ignore("status");
        return root.Object("spec", spec => Spec(spec, meta)) ?? new Gateway { Meta = meta };
    }

    static Gateway Spec(FieldReader spec, ResourceMeta meta) => new()
    {
        Meta = meta,
        Servers = spec.List("servers", Server),
        Selector = new ObjectSelector(spec.TextMap("selector")),
    };

    static GatewayServer Server(FieldReader server) => new()
    {
        Port = PortReader.Required(server),
        Bind = server.Text("bind"),
        Hosts = server.Texts("hosts"),
        Tls = server.Object("tls", TlsSettingsReader.Server),
        Name = server.Text("name"),
        DefaultEndpoint = server.Text("defaultEndpoint"),
    };
}
