using System.Buffers.Binary;
using System.Security.Cryptography;
using Mesh.Contract;

namespace Mesh.Fuzz.Targets;

/// <summary>The snapshot on a proxy's disk: any bytes, also under a checksum that fits them, are good or have a reason.</summary>
sealed class SnapshotFiles : IFuzzTarget
{
    const int LengthOffset = 16;
    const int ChecksumOffset = 24;

    public IEnumerable<byte[]> Seeds
    {
        get
        {
            var routes = ResourceCodec.Pack(Kind.Routes, "r", new Routes { Name = "r", Domains = { "a" } });
            yield return SnapshotFile.Encode(new SnapshotContent { Generation = 3, Node = new Node { Id = "a.b" }, Resources = { routes } });
            yield return SnapshotFile.Encode(new SnapshotContent());
            yield return [1, 2, 3];
        }
    }

    public IReadOnlyList<byte[]> Words { get; } = [[0x0A, 0], [0x12, 2, 8, 1], [0x80, 0x80, 0x80, 1], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]];

    public int Run(byte[] input)
    {
        var reading = SnapshotFile.Decode(input);
        Check.Equal(reading.IsGood, reading.Error.Length == 0, "a reason comes with what is not good, and only with it");
        if (reading is { IsGood: true, Content: { } content })
        {
            Check.That(SnapshotFile.Decode(SnapshotFile.Encode(content)).IsGood, "what was read can be written");
            Check.That(ResourceSet.Of(content).Count <= content.Resources.Count, "a set has no more than its content");
        }

        return HashCode.Combine(reading.Status, input.Length < SnapshotFile.HeaderLength ? SnapshotFileStatus.Truncated : SnapshotFile.Decode(Signed(input)).Status);
    }

    static byte[] Signed(byte[] input)
    {
        byte[] file = [.. input];
        BinaryPrimitives.WriteUInt64BigEndian(file.AsSpan(LengthOffset), (ulong)(file.Length - SnapshotFile.HeaderLength));
        SHA256.HashData([.. file[..ChecksumOffset], .. file[SnapshotFile.HeaderLength..]]).CopyTo(file, ChecksumOffset);
        return file;
    }
}
