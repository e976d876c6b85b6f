using System.Globalization;
using System.Text.Json;
using Mesh.Contract;
using Microsoft.AspNetCore.Http;

namespace Mesh.ControlPlane.Distribution;

/// <summary>The HTTP side of the control plane: readiness, metrics, and who runs what.</summary>
sealed class Monitoring(Distributor distributor)
{
    static readonly JsonWriterOptions Indented = new() { Indented = true };

    public Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return TextAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET is served here\n");
        return context.Request.Path.Value switch
        {
            "/ready" => ReadyAsync(context),
            "/metrics" => MetricsAsync(context),
            "/version" => TextAsync(context, StatusCodes.Status200OK, $"{BuildVersion.Text}\n"),
            "/debug/syncz" => JsonAsync(context, WriteSync),
            "/debug/config" => ConfigAsync(context),
            _ => TextAsync(context, StatusCodes.Status404NotFound,
                "/ready /metrics /version /debug/syncz /debug/config?node=ID\n"),
        };
    }

    Task ReadyAsync(HttpContext context) => distributor.Current is null
        ? TextAsync(context, StatusCodes.Status503ServiceUnavailable, "no config yet\n")
        : TextAsync(context, StatusCodes.Status200OK, "ready\n");

    Task MetricsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return distributor.Metrics.WriteAsync(context.Response.Body, distributor.Proxies.Count, distributor.Audiences.Count, context.RequestAborted);
    }

    Task ConfigAsync(HttpContext context)
    {
        var id = context.Request.Query["node"].ToString();
        var proxy = distributor.Proxies.FirstOrDefault(status => status.Node.Id == id);
        if (proxy is null || distributor.Compile(proxy.Node) is not { } compiled)
            return TextAsync(context, StatusCodes.Status404NotFound, $"no proxy with id \"{id}\" is connected: see /debug/syncz\n");
        return JsonAsync(context, json => ConfigDump.Write(json, compiled.ToSet(0).ByKey.Values));
    }

    void WriteSync(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var proxy in distributor.Proxies)
            WriteProxy(json, proxy);
        json.WriteEndArray();
    }

    static void WriteProxy(Utf8JsonWriter json, SyncStatus proxy)
    {
        json.WriteStartObject();
        json.WriteString("node", proxy.Node.Id);
        json.WriteString("type", proxy.Node.Type.ToString().ToLowerInvariant());
        json.WriteString("namespace", proxy.Node.Namespace);
        json.WriteString("cluster", proxy.Node.ClusterId);
        json.WriteString("version", proxy.ProxyVersion);
        json.WriteString("address", proxy.RemoteAddress);
        json.WriteString("connected_at", proxy.ConnectedAt.ToString("O", CultureInfo.InvariantCulture));
        json.WriteString("state", proxy.State);
        json.WriteNumber("generation_sent", proxy.Sent);
        json.WriteNumber("generation_acked", proxy.Acked);
        json.WriteStartArray("rejected");
        foreach (var rejection in proxy.Rejections)
            WriteRejection(json, rejection);
        json.WriteEndArray();
        json.WriteStartArray("oversized");
        foreach (var (key, size) in proxy.Oversized)
            WriteOversized(json, key, size);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteOversized(Utf8JsonWriter json, ResourceKey key, int size)
    {
        json.WriteStartObject();
        json.WriteString("kind", key.Kind.ToString());
        json.WriteString("name", key.Name);
        json.WriteNumber("bytes", size);
        json.WriteEndObject();
    }

    static void WriteRejection(Utf8JsonWriter json, Rejection rejection)
    {
        json.WriteStartObject();
        json.WriteString("kind", rejection.Kind.ToString());
        json.WriteString("name", rejection.Name);
        json.WriteString("reason", rejection.Reason);
        json.WriteEndObject();
    }

    static async Task JsonAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, Indented);
        write(json);
    }

    static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text);
    }
}
