using System.Text.Json;
using Google.Protobuf;
using Mesh.Contract;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Resources as JSON that people read and compare: bodies unpacked, in key order.</summary>
static class ConfigDump
{
    static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true).WithIndentation());

    public static void Write(Utf8JsonWriter json, IEnumerable<Resource> resources)
    {
        json.WriteStartArray();
        foreach (var resource in resources.OrderBy(resource => resource.Key()))
        {
            json.WriteStartObject();
            json.WriteString("kind", resource.Kind.ToString());
            json.WriteString("name", resource.Name);
            json.WriteString("hash", Convert.ToHexStringLower(resource.Hash.Span));
            if (ResourceCodec.Unpack(resource) is { } body)
            {
                json.WritePropertyName("body");
                using var document = JsonDocument.Parse(Formatter.Format(body));
                document.RootElement.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
