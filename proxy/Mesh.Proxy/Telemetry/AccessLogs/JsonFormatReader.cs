using System.Text;
using System.Text.Json;

namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>Reads a custom JSON format: a flat object of key to format string.</summary>
static class JsonFormatReader
{
    /// <summary>Null, with the reason in <paramref name="error"/>, when it is anything else.</summary>
    public static List<(string Key, string Format)>? TryRead(string json, out string error)
    {
        try
        {
            return Read(json, out error);
        }
        catch (JsonException exception)
        {
            error = $"not a JSON object of key to format string: {exception.Message}";
            return null;
        }
    }

    static List<(string Key, string Format)>? Read(string json, out string error)
    {
        var keys = new List<(string, string)>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        error = "not a JSON object of key to format string";
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                error = $"key \"{key}\": the value is not a string";
                return null;
            }

            keys.Add((key, reader.GetString()!));
        }

        error = keys.Count == 0 ? "the object has no keys" : "";
        return keys.Count == 0 ? null : keys;
    }
}
