using System.Text.Json;

namespace Mesh.Proxy.Admin;

/// <summary>Makes a JSON answer with a writer: no reflection, so it compiles ahead of time.</summary>
static class JsonBody
{
    static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static AdminResponse Of(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Indented))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return AdminResponse.Json(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }
}
