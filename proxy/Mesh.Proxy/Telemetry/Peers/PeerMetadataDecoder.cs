using System.Buffers.Text;
using System.Text;
using Mesh.Contract;

namespace Mesh.Proxy.Telemetry.Peers;

/// <summary>
/// Header value to identity. Hostile input: bounded in size and depth (a Struct's fields, and those of its LABELS, nothing deeper), never throws; what is
/// malformed or unknown is as good as absent.
/// </summary>
static class PeerMetadataDecoder
{
    const int MaxLabelLength = 256;

    /// <summary>google.protobuf.Struct.fields, a map: entries of key = 1, value = 2.</summary>
    const int StructFields = 1;
    const int EntryKey = 1;
    const int EntryValue = 2;

    /// <summary>google.protobuf.Value.</summary>
    const int StringValue = 3;
    const int StructValue = 5;

    /// <summary>Null if the value is not base64 of a Struct.</summary>
    public static WorkloadIdentity? Decode(ReadOnlySpan<byte> header)
    {
        // Padding is optional on the wire; the decoder wants it.
        if (header.IsEmpty || header.Length > PeerMetadataHeader.MaxLength)
        {
            return null;
        }

        Span<byte> padded = new byte[(header.Length + 3) / 4 * 4];
        header.CopyTo(padded);
        padded[header.Length..].Fill((byte)'=');
        return Base64.DecodeFromUtf8InPlace(padded, out var length) == System.Buffers.OperationStatus.Done
            ? DecodeStruct(padded[..length])
            : null;
    }

    static WorkloadIdentity? DecodeStruct(ReadOnlySpan<byte> message)
    {
        var identity = new WorkloadIdentity();
        var fields = new ProtobufFields(message);
        while (fields.Next())
        {
            if (fields.Number == StructFields && ReadEntry(fields.Value, out var key, out var value))
            {
                ApplyField(identity, key, value);
            }
        }

        return fields.IsMalformed ? null : identity;
    }

    static void ApplyField(WorkloadIdentity identity, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (Is(key, PeerMetadataHeader.LabelsField))
        {
            ApplyLabels(identity, Find(value, StructValue));
        }
        else if (Is(key, PeerMetadataHeader.WorkloadField))
        {
            identity.Workload = Text(value);
        }
        else if (Is(key, PeerMetadataHeader.NamespaceField))
        {
            identity.Namespace = Text(value);
        }
        else if (Is(key, PeerMetadataHeader.ClusterField))
        {
            identity.Cluster = Text(value);
        }
    }

    static void ApplyLabels(WorkloadIdentity identity, ReadOnlySpan<byte> labels)
    {
        var fields = new ProtobufFields(labels);
        while (fields.Next())
        {
            if (fields.Number == StructFields && ReadEntry(fields.Value, out var key, out var value))
            {
                ApplyLabel(identity, key, value);
            }
        }
    }

    /// <summary>Kubernetes' recommended labels win over the short ones, whatever their order.</summary>
    static void ApplyLabel(WorkloadIdentity identity, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (Is(key, PeerMetadataHeader.CanonicalNameLabel))
        {
            identity.CanonicalService = Text(value);
        }
        else if (Is(key, PeerMetadataHeader.CanonicalRevisionLabel))
        {
            identity.CanonicalRevision = Text(value);
        }
        else if (Is(key, PeerMetadataHeader.QualifiedAppLabel) || (Is(key, PeerMetadataHeader.AppLabel) && identity.App.Length == 0))
        {
            identity.App = Text(value);
        }
        else if (Is(key, PeerMetadataHeader.QualifiedVersionLabel) || (Is(key, PeerMetadataHeader.VersionLabel) && identity.Version.Length == 0))
        {
            identity.Version = Text(value);
        }
    }

    static bool ReadEntry(ReadOnlySpan<byte> entry, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = Find(entry, EntryKey);
        value = Find(entry, EntryValue);
        return !key.IsEmpty;
    }

    /// <summary>The last field of that number, as protobuf says; empty if there is none.</summary>
    static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> message, int number)
    {
        ReadOnlySpan<byte> found = default;
        var fields = new ProtobufFields(message);
        while (fields.Next())
        {
            if (fields.Number == number)
            {
                found = fields.Value;
            }
        }

        return found;
    }

    /// <summary>A Value's string, cut to a length that a label may have; invalid UTF-8 becomes U+FFFD.</summary>
    static string Text(ReadOnlySpan<byte> value)
    {
        var text = Find(value, StringValue);
        return Encoding.UTF8.GetString(text[..Math.Min(text.Length, MaxLabelLength)]);
    }

    static bool Is(ReadOnlySpan<byte> key, string name) => Ascii.Equals(key, name);
}
