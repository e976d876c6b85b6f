using System.Text.Json;

namespace Mesh.Proxy.Admin.Pages;

/// <summary>/server_info: what runs here.</summary>
static class ServerInfoPage
{
    public static AdminPage Page(AdminContext context) =>
        new("/server_info", "version, state, uptime, node and options as JSON", _ => JsonBody.Of(writer => Write(writer, context)));

    static void Write(Utf8JsonWriter writer, AdminContext context)
    {
        var uptime = $"{(long)context.Time.GetElapsedTime(context.Started).TotalSeconds}s";
        writer.WriteString("version", context.Version);
        writer.WriteString("state", StateName(context.Control.State));
        writer.WriteString("uptime_current_epoch", uptime);
        writer.WriteString("uptime_all_epochs", uptime);
        writer.WriteNumber("config_generation", context.Config.Current.Generation);
        WriteNode(writer, context);
        writer.WriteStartObject("command_line_options");
        writer.WriteNumber("concurrency", context.Workers);
        foreach (var (name, value) in context.CommandLine)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }

    static void WriteNode(Utf8JsonWriter writer, AdminContext context)
    {
        var node = context.Node;
        writer.WriteStartObject("node");
        writer.WriteString("id", Telemetry.Peers.PeerMetadataEncoder.NodeId(node));
        writer.WriteString("cluster", $"{node.Workload}.{node.Namespace}");
        writer.WriteStartObject("metadata");
        writer.WriteString("NAME", node.Id);
        writer.WriteString("NAMESPACE", node.Namespace);
        writer.WriteString("WORKLOAD_NAME", node.Workload);
        writer.WriteString("SERVICE_ACCOUNT", node.ServiceAccount);
        writer.WriteString("CLUSTER_ID", node.ClusterId);
        writer.WriteString("MESH_ID", node.MeshId);
        writer.WriteString("NETWORK", node.Network);
        WriteMap(writer, "LABELS", node.Labels);
        foreach (var (key, value) in node.Metadata)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    static void WriteMap(Utf8JsonWriter writer, string name, IDictionary<string, string> map)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    static string StateName(ProxyState state) => state switch
    {
        ProxyState.Live => "LIVE",
        ProxyState.Draining => "DRAINING",
        ProxyState.PreInitializing => "PRE_INITIALIZING",
        ProxyState.Initializing => "INITIALIZING",
    };
}
