using System.Text;
using System.Text.Json;

namespace Mesh.Proxy.Identity;

/// <summary>ISTIO_META_X=value, and ISTIO_METAJSON_X={...}, of which LABELS adds labels and the rest adds entries of its own.</summary>
sealed class NodeMetadata
{
    readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    public Dictionary<string, string> Labels { get; } = new(StringComparer.Ordinal);

    /// <summary>What nobody took.</summary>
    public IDictionary<string, string> Rest => values;

    /// <exception cref="NodeIdentityException">A JSON variable is not an object of strings.</exception>
    public static NodeMetadata Read(NodeEnvironment environment, string prefix, string jsonPrefix)
    {
        var metadata = new NodeMetadata();
        foreach (var (name, value) in environment.Variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (name.StartsWith(jsonPrefix, StringComparison.Ordinal))
            {
                metadata.AddJson(name, value, name[jsonPrefix.Length..] == "LABELS");
            }
            else if (name.StartsWith(prefix, StringComparison.Ordinal) && value.Length > 0)
            {
                metadata.values[name[prefix.Length..]] = value;
            }
        }

        return metadata;
    }

    /// <summary>The value of a key that has a place of its own in the node; null if there is none.</summary>
    public string? Take(string key) => values.Remove(key, out var value) ? value : null;

    void AddJson(string variable, string json, bool isLabels)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                (isLabels ? Labels : values)[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : Compact(member.Value);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new NodeIdentityException($"{variable}: not a JSON object: {exception.Message}");
        }
    }

    static string Compact(JsonElement value)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
