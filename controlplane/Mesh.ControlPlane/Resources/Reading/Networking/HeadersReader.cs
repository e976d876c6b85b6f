using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary><c>headers.request|response.{set,add,remove}</c>.</summary>
static class HeadersReader
{
    public static Headers Read(FieldReader headers) => new(
        headers.Object("request", Operations) ?? HeaderOperations.None,
        headers.Object("response", Operations) ?? HeaderOperations.None);

    static HeaderOperations Operations(FieldReader operations) => new()
    {
        Set = operations.TextMap("set"),
        Add = operations.TextMap("add"),
        Remove = operations.Texts("remove"),
    };
}
