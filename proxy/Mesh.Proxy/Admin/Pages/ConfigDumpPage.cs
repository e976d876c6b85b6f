using System.Text.Json;
using Google.Protobuf;
using Mesh.Contract;
using Mesh.Proxy.Config;

namespace Mesh.Proxy.Admin.Pages;

/// <summary>/config_dump: the resources the proxy runs on. ?resource=KIND and ?name_regex=... pick some.</summary>
static class ConfigDumpPage
{
    static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

    public static AdminPage Page(AdminContext context) => new(
        "/config_dump",
        "the configuration in use, as JSON; ?resource=SERVICE|ENDPOINTS|ROUTES|WORKLOAD|GATEWAY_SERVER, ?name_regex=...",
        request => Answer(context, request));

    static AdminResponse Answer(AdminContext context, AdminRequest request)
    {
        if (AdminFilter.TryCreate(request.Query.GetValueOrDefault("name_regex"), out var names) is { Length: > 0 } error)
        {
            return AdminResponse.Text(400, error);
        }

        var kind = request.Query.GetValueOrDefault("resource");
        if (kind is not null && !Enum.TryParse<Kind>(KindName(kind), ignoreCase: true, out _))
        {
            return AdminResponse.Text(400, $"resource \"{kind}\" is no kind of resource\n");
        }

        var snapshot = context.Config.Current;
        return JsonBody.Of(writer =>
        {
            writer.WriteNumber("generation", snapshot.Generation);
            WriteStatus(writer, context.Control.Configuration);
            writer.WriteStartArray("rejected");
            foreach (var rejected in context.Control.RejectedResources)
            {
                writer.WriteStringValue(rejected);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("configs");
            foreach (var resource in snapshot.Resources.Where(resource => IsOfKind(resource, kind) && names.Matches(resource.Name)))
            {
                WriteResource(writer, resource);
            }

            writer.WriteEndArray();
        });
    }

    static void WriteStatus(Utf8JsonWriter writer, ConfigStatus status)
    {
        writer.WriteString("source", status.Source);
        writer.WriteBoolean("connected", status.IsConnected);
        writer.WriteString("last_error", status.LastError);
    }

    static bool IsOfKind(Resource resource, string? kind) =>
        kind is null || (Enum.TryParse<Kind>(KindName(kind), ignoreCase: true, out var wanted) && resource.Kind == wanted);

    /// <summary>GATEWAY_SERVER, as the contract writes it, is GatewayServer in C#.</summary>
    static string KindName(string kind) => kind.Replace("_", "");

    static void WriteResource(Utf8JsonWriter writer, Resource resource)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", NameOf(resource.Kind));
        writer.WriteString("name", resource.Name);
        writer.WriteString("hash", Convert.ToHexStringLower(resource.Hash.Span));
        writer.WritePropertyName("body");
        writer.WriteRawValue(Body(resource));
        writer.WriteEndObject();
    }

    /// <summary>What cannot be decoded has been refused before; it is shown as text all the same.</summary>
    static string Body(Resource resource)
    {
        try
        {
            return resource.Kind switch
            {
                Kind.Workload => Formatter.Format(Workload.Parser.ParseFrom(resource.Body)),
                Kind.Service => Formatter.Format(Service.Parser.ParseFrom(resource.Body)),
                Kind.Endpoints => Formatter.Format(Endpoints.Parser.ParseFrom(resource.Body)),
                Kind.Routes => Formatter.Format(Routes.Parser.ParseFrom(resource.Body)),
                Kind.GatewayServer => Formatter.Format(GatewayServer.Parser.ParseFrom(resource.Body)),
                Kind.Unspecified => "null",
            };
        }
        catch (InvalidProtocolBufferException)
        {
            return "null";
        }
    }

    static string NameOf(Kind kind) => kind switch
    {
        Kind.Unspecified => "UNSPECIFIED",
        Kind.Workload => "WORKLOAD",
        Kind.Service => "SERVICE",
        Kind.Endpoints => "ENDPOINTS",
        Kind.Routes => "ROUTES",
        Kind.GatewayServer => "GATEWAY_SERVER",
    };
}
