using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Mesh.Proxy.Admin.Pages;

/// <summary>/listeners.</summary>
static class ListenersPage
{
    public static AdminPage Page(IProxyControl control) => new(
        "/listeners",
        "addresses listened on; ?format=json",
        request => request.Query.GetValueOrDefault("format") == "json" ? JsonBody.Of(writer => WriteJson(writer, control)) : AdminResponse.Text(200, Text(control)));

    static string Text(IProxyControl control)
    {
        var text = new StringBuilder();
        foreach (var listener in control.Listeners)
        {
            text.Append(CultureInfo.InvariantCulture, $"{listener.Name}::{listener.Address}\n");
        }

        return text.ToString();
    }

    static void WriteJson(Utf8JsonWriter writer, IProxyControl control)
    {
        writer.WriteStartArray("listener_statuses");
        foreach (var listener in control.Listeners)
        {
            writer.WriteStartObject();
            writer.WriteString("name", listener.Name);
            writer.WriteString("local_address", listener.Address);
            writer.WriteNumber("downstream_cx_active", listener.ActiveConnections);
            writer.WriteNumber("downstream_cx_total", listener.TotalConnections);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
