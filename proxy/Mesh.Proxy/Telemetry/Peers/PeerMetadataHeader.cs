namespace Mesh.Proxy.Telemetry.Peers;

/// <summary>The headers of Istio's metadata exchange (2.25) and what stands in them.</summary>
static class PeerMetadataHeader
{
    /// <summary>Base64 of a serialized google.protobuf.Struct.</summary>
    public const string Name = "x-envoy-peer-metadata";

    /// <summary>The sender's node id.</summary>
    public const string IdName = "x-envoy-peer-metadata-id";

    /// <summary>Longer values are not read: a peer must not buy our CPU with one header.</summary>
    public const int MaxLength = 8 * 1024;

    public const string NameField = "NAME";
    public const string NamespaceField = "NAMESPACE";
    public const string OwnerField = "OWNER";
    public const string WorkloadField = "WORKLOAD_NAME";
    public const string LabelsField = "LABELS";
    public const string ClusterField = "CLUSTER_ID";
    public const string MeshField = "MESH_ID";
    public const string ServiceAccountField = "SERVICE_ACCOUNT";
    public const string RegionField = "REGION";
    public const string ZoneField = "AVAILABILITY_ZONE";

    public const string CanonicalNameLabel = "service.istio.io/canonical-name";
    public const string CanonicalRevisionLabel = "service.istio.io/canonical-revision";
    public const string AppLabel = "app";
    public const string QualifiedAppLabel = "app.kubernetes.io/name";
    public const string VersionLabel = "version";
    public const string QualifiedVersionLabel = "app.kubernetes.io/version";
}
