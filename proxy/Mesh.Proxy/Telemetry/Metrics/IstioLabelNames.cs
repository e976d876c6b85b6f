namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>Istio's label names (7.3), in the order its proxies print them.</summary>
static class IstioLabelNames
{
    /// <summary>request_protocol of gRPC calls.</summary>
    public const string Grpc = "grpc";

    static readonly string[] Common =
    [
        "reporter",
        "source_workload",
        "source_canonical_service",
        "source_canonical_revision",
        "source_workload_namespace",
        "source_principal",
        "source_app",
        "source_version",
        "source_cluster",
        "destination_workload",
        "destination_workload_namespace",
        "destination_principal",
        "destination_app",
        "destination_version",
        "destination_service",
        "destination_canonical_service",
        "destination_canonical_revision",
        "destination_service_name",
        "destination_service_namespace",
        "destination_cluster",
        "request_protocol",
    ];

    public static readonly string[] Http = [.. Common, "response_code", "grpc_response_status", "response_flags", "connection_security_policy"];

    public static readonly int RequestProtocol = Array.IndexOf(Common, "request_protocol");

    public static readonly string[] Tcp = [.. Common, "response_flags", "connection_security_policy"];
}
