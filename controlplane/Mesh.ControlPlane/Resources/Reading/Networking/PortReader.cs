using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary>A numbered, named port with a protocol.</summary>
static class PortReader
{
    static readonly Port Placeholder = new() { Number = 0 };

    public static Port Read(FieldReader port)
    {
        var protocol = port.Text("protocol") ?? "";
        port.Context.SeenValue(port.Place.Field("protocol"), protocol.ToUpperInvariant(), port.Line);
        return new Port
        {
            Number = port.Value<int>("number", Values.Port) ?? 0,
            Name = port.Text("name") ?? "",
            Protocol = protocol,
            TargetPort = port.Port("targetPort"),
        };
    }

    public static Port Required(FieldReader owner)
    {
        if (!owner.Has("port"))
        {
            owner.Missing("port");
        }

        return owner.Object("port", Read) ?? Placeholder;
    }
}
