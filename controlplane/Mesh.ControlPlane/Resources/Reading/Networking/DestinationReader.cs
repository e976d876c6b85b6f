using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary><c>destination</c> and everything of its shape.</summary>
static class DestinationReader
{
    static readonly Destination Placeholder = new() { Host = "" };

    public static Destination Read(FieldReader destination) => new()
    {
        Host = destination.RequiredText("host"),
        Subset = destination.Text("subset"),
        Port = Selector(destination, "port"),
    };

    public static Destination Required(FieldReader owner, string name)
    {
        if (!owner.Has(name))
        {
            owner.Missing(name);
        }

        return owner.Object(name, Read) ?? Placeholder;
    }

    /// <summary>A <c>PortSelector</c>: <c>port: {number: 80}</c>.</summary>
    public static int? Selector(FieldReader owner, string name) =>
        owner.Object(name, port => new Selected(port.RequiredPort("number")))?.Number;

    sealed record Selected(int Number);
}
