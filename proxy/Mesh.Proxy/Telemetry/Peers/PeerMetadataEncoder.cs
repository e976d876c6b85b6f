using System.Buffers.Text;
using Google.Protobuf;
using Mesh.Contract;

namespace Mesh.Proxy.Telemetry.Peers;

/// <summary>
/// This workload's own metadata as peers are told it (2.25). Keys are Istio's and written in order, so that the value is the same at every start. Runs
/// when the node or its identity changes, not per request.
/// </summary>
static class PeerMetadataEncoder
{
    /// <summary>Value of <see cref="PeerMetadataHeader.Name"/>.</summary>
    public static byte[] Encode(Node node, WorkloadIdentity identity)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [PeerMetadataHeader.AppLabel] = identity.App,
            [PeerMetadataHeader.VersionLabel] = identity.Version,
            [PeerMetadataHeader.CanonicalNameLabel] = identity.CanonicalService,
            [PeerMetadataHeader.CanonicalRevisionLabel] = identity.CanonicalRevision,
        };
        var fields = new SortedDictionary<string, ByteString>(StringComparer.Ordinal)
        {
            [PeerMetadataHeader.LabelsField] = StructValue(Entries(labels.Select(label => (label.Key, StringValue(label.Value))))),
        };
        foreach (var (key, value) in Facts(node, identity))
        {
            fields[key] = StringValue(value);
        }

        return ToBase64(Entries(fields.Select(field => (field.Key, field.Value))));
    }

    /// <summary>Value of <see cref="PeerMetadataHeader.IdName"/>: Istio's form of a node's name.</summary>
    public static string NodeId(Node node) =>
        $"{(node.Type == NodeType.Gateway ? "router" : "sidecar")}~{FirstAddress(node)}~{node.Id}~{node.Namespace}.svc.cluster.local";

    static IEnumerable<(string Key, string Value)> Facts(Node node, WorkloadIdentity identity)
    {
        var workloadNamespace = FirstOf(identity.Namespace, node.Namespace);
        var workload = FirstOf(identity.Workload, node.Workload);
        yield return (PeerMetadataHeader.NameField, PodName(node));
        yield return (PeerMetadataHeader.NamespaceField, workloadNamespace);
        yield return (PeerMetadataHeader.WorkloadField, workload);
        yield return (PeerMetadataHeader.OwnerField, Owner(node, workloadNamespace, workload));
        yield return (PeerMetadataHeader.ClusterField, FirstOf(identity.Cluster, node.ClusterId));
        yield return (PeerMetadataHeader.MeshField, node.MeshId);
        yield return (PeerMetadataHeader.ServiceAccountField, node.ServiceAccount);
        yield return (PeerMetadataHeader.RegionField, node.Locality?.Region ?? "");
        yield return (PeerMetadataHeader.ZoneField, node.Locality?.Zone ?? "");
    }

    static string Owner(Node node, string workloadNamespace, string workload)
    {
        if (node.Metadata.TryGetValue(PeerMetadataHeader.OwnerField, out var owner) && owner.Length > 0)
        {
            return owner;
        }

        return workload.Length > 0 ? $"kubernetes://apis/apps/v1/namespaces/{workloadNamespace}/deployments/{workload}" : "";
    }

    static string PodName(Node node)
    {
        var suffix = "." + node.Namespace;
        return node.Id.EndsWith(suffix, StringComparison.Ordinal) ? node.Id[..^suffix.Length] : node.Id;
    }

    static string FirstAddress(Node node) =>
        node.Addresses.Count > 0 && node.Addresses[0].Length is 4 or 16 ? new System.Net.IPAddress(node.Addresses[0].Span).ToString() : "127.0.0.1";

    static string FirstOf(string value, string fallback) => value.Length > 0 ? value : fallback;

    /// <summary>The fields of a Struct: a protobuf map is a list of (key = 1, value = 2). Empty values are left out.</summary>
    static ByteString Entries(IEnumerable<(string Key, ByteString Value)> entries) => Message(output =>
    {
        foreach (var (key, value) in entries.Where(entry => !entry.Value.IsEmpty))
        {
            WriteField(output, 1, Message(entry =>
            {
                WriteField(entry, 1, ByteString.CopyFromUtf8(key));
                WriteField(entry, 2, value);
            }));
        }
    });

    /// <summary>Value.string_value = 3.</summary>
    static ByteString StringValue(string value) =>
        value.Length == 0 ? ByteString.Empty : Message(output => WriteField(output, 3, ByteString.CopyFromUtf8(value)));

    /// <summary>Value.struct_value = 5.</summary>
    static ByteString StructValue(ByteString value) => Message(output => WriteField(output, 5, value));

    static void WriteField(CodedOutputStream output, int number, ByteString value)
    {
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(value);
    }

    static ByteString Message(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using var output = new CodedOutputStream(bytes);
        write(output);
        output.Flush();
        return ByteString.CopyFrom(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    static byte[] ToBase64(ByteString message)
    {
        var encoded = new byte[Base64.GetMaxEncodedToUtf8Length(message.Length)];
        Base64.EncodeToUtf8(message.Span, encoded, out _, out _);
        return encoded;
    }
}
