using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Mesh.Proxy.Config;
using Mesh.Proxy.Telemetry.Metrics;

namespace Mesh.Proxy.Admin.Pages;

/// <summary>/clusters: endpoints and what has been sent to each, as Envoy prints it; ?format=json, ?filter=... on names.</summary>
static class ClustersPage
{
    public static AdminPage Page(AdminContext context) => new(
        "/clusters",
        "endpoints with their counts; ?format=json, ?filter=regex",
        request => Answer(context, request));

    static AdminResponse Answer(AdminContext context, AdminRequest request)
    {
        if (AdminFilter.TryCreate(request.Query.GetValueOrDefault("filter"), out var filter) is { Length: > 0 } error)
        {
            return AdminResponse.Text(400, error);
        }

        var clusters = context.Config.Current.Clusters.Where(cluster => filter.Matches(cluster.Name));
        return request.Query.GetValueOrDefault("format") == "json"
            ? JsonBody.Of(writer => WriteJson(writer, clusters, context.Workers))
            : AdminResponse.Text(200, Text(clusters, context.Workers));
    }

    static string Text(IEnumerable<Cluster> clusters, int workers)
    {
        var text = new StringBuilder();
        foreach (var cluster in clusters)
        {
            text.Append(CultureInfo.InvariantCulture, $"{cluster.Name}::observability_name::{cluster.Name}\n");
            text.Append(CultureInfo.InvariantCulture, $"{cluster.Name}::added_via_api::true\n");
            if (cluster.PolicyOrigin.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{cluster.Name}::policy::{cluster.PolicyOrigin}\n");
            }

            foreach (var endpoint in cluster.Endpoints)
            {
                foreach (var (name, value) in Stats(endpoint, workers))
                {
                    text.Append(CultureInfo.InvariantCulture, $"{cluster.Name}::{endpoint.AddressText}::{name}::{value}\n");
                }

                text.Append(CultureInfo.InvariantCulture, $"{cluster.Name}::{endpoint.AddressText}::health_flags::healthy\n");
                text.Append(CultureInfo.InvariantCulture, $"{cluster.Name}::{endpoint.AddressText}::weight::{endpoint.Weight}\n");
            }
        }

        return text.ToString();
    }

    static (string Name, long Value)[] Stats(Endpoint endpoint, int workers)
    {
        var totals = EndpointTotals.Read(endpoint, workers);
        return
        [
            ("cx_active", totals.ConnectionsActive), ("cx_connect_fail", totals.ConnectFailures), ("cx_total", totals.Connections),
            ("rq_active", totals.Active), ("rq_total", totals.Requests),
        ];
    }

    static void WriteJson(Utf8JsonWriter writer, IEnumerable<Cluster> clusters, int workers)
    {
        writer.WriteStartArray("cluster_statuses");
        foreach (var cluster in clusters)
        {
            writer.WriteStartObject();
            writer.WriteString("name", cluster.Name);
            writer.WriteBoolean("added_via_api", true);
            writer.WriteString("policy", cluster.PolicyOrigin);
            writer.WriteStartArray("host_statuses");
            foreach (var endpoint in cluster.Endpoints)
            {
                WriteEndpoint(writer, endpoint, workers);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    static void WriteEndpoint(Utf8JsonWriter writer, Endpoint endpoint, int workers)
    {
        writer.WriteStartObject();
        WriteAddress(writer, endpoint);
        writer.WriteStartArray("stats");
        foreach (var (name, value) in Stats(endpoint, workers))
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);

            // 64-bit numbers are strings in protobuf's JSON, and so in Envoy's.
            writer.WriteString("value", value.ToString(CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("health_status");
        writer.WriteString("eds_health_status", "HEALTHY");
        writer.WriteEndObject();
        writer.WriteNumber("weight", endpoint.Weight);
        writer.WriteString("workload", endpoint.Workload.Workload);
        writer.WriteEndObject();
    }

    static void WriteAddress(Utf8JsonWriter writer, Endpoint endpoint)
    {
        writer.WriteStartObject("address");
        if (endpoint.Address is IPEndPoint ip)
        {
            writer.WriteStartObject("socket_address");
            writer.WriteString("address", ip.Address.ToString());
            writer.WriteNumber("port_value", ip.Port);
        }
        else
        {
            writer.WriteStartObject("pipe");
            writer.WriteString("path", endpoint.AddressText);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
