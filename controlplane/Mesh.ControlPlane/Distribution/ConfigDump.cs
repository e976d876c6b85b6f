using System.Net;
using System.Text.Json;
using Google.Protobuf;
using Mesh.Contract;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Resources as JSON that people read and compare: bodies unpacked, addresses in their usual form, in key order.</summary>
static class ConfigDump
{
    static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

    public static void Write(Utf8JsonWriter json, IEnumerable<Resource> resources)
    {
        json.WriteStartArray();
        foreach (var resource in resources.OrderBy(resource => resource.Key()))
            Write(json, resource);
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, Resource resource)
    {
        json.WriteStartObject();
        json.WriteString("kind", resource.Kind.ToString());
        json.WriteString("name", resource.Name);
        json.WriteString("hash", Convert.ToHexStringLower(resource.Hash.Span));
        if (ResourceCodec.Unpack(resource) is { } body)
        {
            using var document = JsonDocument.Parse(Formatter.Format(body));
            json.WritePropertyName("body");
            Copy(json, "", document.RootElement);
        }

        json.WriteEndObject();
    }

    // Protobuf's JSON has bytes in base64; the only bytes of these messages are addresses.
    static void Copy(Utf8JsonWriter json, string name, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    json.WritePropertyName(property.Name);
                    Copy(json, property.Name, property.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Copy(json, name, item);
                json.WriteEndArray();
                break;
            case JsonValueKind.String when name is "ip" or "address" && element.TryGetBytesFromBase64(out var bytes) && bytes.Length is (4 or 16):
                json.WriteStringValue(new IPAddress(bytes).ToString());
                break;
            default:
                element.WriteTo(json);
                break;
        }
    }
}
