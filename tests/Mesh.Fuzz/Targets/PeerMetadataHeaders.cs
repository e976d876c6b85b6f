using System.Text;
using Google.Protobuf.WellKnownTypes;
using Google.Protobuf;
using Mesh.Proxy.Telemetry.Peers;

namespace Mesh.Fuzz.Targets;

/// <summary>The header in which any peer says who it is: an identity or nothing, and bounded.</summary>
sealed class PeerMetadataHeaders : IFuzzTarget
{
    public IEnumerable<byte[]> Seeds
    {
        get
        {
            var labels = new Struct { Fields = { ["app"] = Value.ForString("reviews"), ["version"] = Value.ForString("v1") } };
            yield return new Struct
            {
                Fields = { ["NAME"] = Value.ForString("a"), ["NAMESPACE"] = Value.ForString("b"), ["WORKLOAD_NAME"] = Value.ForString("w"), ["LABELS"] = Value.ForStruct(labels) },
            }.ToByteArray();
            yield return new byte[] { 0x0A };
        }
    }

    public IReadOnlyList<byte[]> Words { get; } = [[0x0A, 4, 0x0A, 0, 0x12, 0], .. Bytes.Words("NAME", "LABELS", "NAMESPACE", "CLUSTER_ID"), [0x80, 0x80, 0x80, 0x80, 0x10]];

    public int Run(byte[] input)
    {
        var encoded = PeerMetadataDecoder.Decode(Encoding.ASCII.GetBytes(Convert.ToBase64String(input).TrimEnd('=')));
        var plain = PeerMetadataDecoder.Decode(input);
        Check.That((encoded?.CalculateSize() ?? 0) <= 4 * PeerMetadataHeader.MaxLength, "an identity is bounded");
        return HashCode.Combine(encoded is null, plain is null, encoded?.Workload.Length > 0, encoded?.Namespace.Length > 0, encoded?.App.Length > 0);
    }
}
