using System.Globalization;
using System.Text;
using System.Text.Json;
using Mesh.Proxy.Detection;

namespace Mesh.Proxy.Admin.Pages;

/// <summary>/detection: what destinations of undeclared protocol turned out to speak (2.3). Each worker has learned for itself.</summary>
static class DetectionPage
{
    public static AdminPage Page(IProxyControl control) => new(
        "/detection",
        "what undeclared ports turned out to speak; ?format=json",
        request => request.Query.GetValueOrDefault("format") == "json" ? JsonBody.Of(writer => WriteJson(writer, control)) : AdminResponse.Text(200, Text(control)));

    static IEnumerable<SpokenDestination> InOrder(IProxyControl control) =>
        control.Spoken.OrderBy(one => one.Direction).ThenBy(one => one.Address.ToString(), StringComparer.Ordinal);

    static string Text(IProxyControl control)
    {
        var text = new StringBuilder();
        foreach (var one in InOrder(control))
        {
            text.Append(CultureInfo.InvariantCulture, $"{DirectionOf(one)}::{one.Address}::{SpokenNames.Of(one.Protocol)}::{one.Connections}\n");
        }

        return text.ToString();
    }

    static void WriteJson(Utf8JsonWriter writer, IProxyControl control)
    {
        writer.WriteStartArray("destinations");
        foreach (var one in InOrder(control))
        {
            writer.WriteStartObject();
            writer.WriteString("direction", DirectionOf(one));
            writer.WriteString("address", one.Address.ToString());
            writer.WriteString("protocol", SpokenNames.Of(one.Protocol));
            writer.WriteNumber("connections", one.Connections);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    static string DirectionOf(SpokenDestination destination) => destination.Direction.ToString().ToLowerInvariant();
}
