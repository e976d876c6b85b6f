using System.Text.Json;

namespace Mesh.Proxy.Identity;

/// <summary>
/// $PROXY_CONFIG as Istio's injector sets it: a ProxyConfig as JSON, merged from the mesh's defaultConfig and the pod's annotation proxy.istio.io/config.
/// </summary>
static class ProxyConfigVariable
{
    /// <summary>gatewayTopology.proxyProtocol, an empty message whose presence says it (2.20).</summary>
    /// <exception cref="FormatException">The text is no JSON object.</exception>
    public static bool AsksForProxyProtocol(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return Child(document.RootElement, "gatewayTopology") is { } topology && Child(topology, "proxyProtocol") is { ValueKind: JsonValueKind.Object };
        }
        catch (JsonException exception)
        {
            throw new FormatException($"PROXY_CONFIG is no JSON: {exception.Message}");
        }
    }

    static JsonElement? Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) ? child : null;
}
