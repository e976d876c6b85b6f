using System.Buffers.Binary;
using CsCheck;
using Xunit;

namespace Mesh.Contract.Tests;

public sealed class SnapshotFileTests : IDisposable
{
    readonly string directory = Directory.CreateTempSubdirectory("mesh-snapshot-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void The_first_builds_file_decodes_forever()
    {
        var bytes = Golden.Bytes("snapshot.bin", () => SnapshotFile.Encode(Examples.Snapshot));
        var reading = SnapshotFile.Decode(bytes);
        Assert.True(reading.IsGood, reading.Error);
        Assert.Equal(7UL, reading.Content.Generation);
        Assert.Equal(Examples.Node, reading.Content.Node);
        Assert.Equal(4, reading.Content.Resources.Count);
        Assert.All(reading.Content.Resources, resource => Assert.True(ContentHash.Matches(resource)));
        Assert.Equal(Examples.Service, ResourceCodec.Unpack(reading.Content.Resources.Single(r => r.Kind == Kind.Service)));
    }

    [Fact]
    public void A_file_cut_at_any_byte_is_truncated()
    {
        var bytes = SnapshotFile.Encode(Examples.Snapshot);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Equal(SnapshotFileStatus.Truncated, SnapshotFile.Decode(bytes.AsSpan(0, length)).Status);
    }

    [Fact]
    public void Any_flipped_bit_is_noticed()
    {
        var bytes = SnapshotFile.Encode(Examples.Snapshot);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            var reading = SnapshotFile.Decode(bytes);
            Assert.False(reading.IsGood);
            Assert.NotEmpty(reading.Error);
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }

        Assert.True(SnapshotFile.Decode(bytes).IsGood);
    }

    [Fact]
    public void More_bytes_than_announced_are_refused() =>
        Assert.Equal(SnapshotFileStatus.TooLong, SnapshotFile.Decode([.. SnapshotFile.Encode(Examples.Snapshot), 0]).Status);

    [Theory]
    [InlineData(8, 2u, SnapshotFileStatus.FutureVersion)]
    [InlineData(8, 0u, SnapshotFileStatus.RetiredVersion)]
    [InlineData(12, 2u, SnapshotFileStatus.FutureVersion)]
    [InlineData(12, 0u, SnapshotFileStatus.RetiredVersion)]
    public void Another_version_is_named(int offset, uint version, SnapshotFileStatus expected)
    {
        var bytes = SnapshotFile.Encode(Examples.Snapshot);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(offset), version);
        var reading = SnapshotFile.Decode(bytes);
        Assert.Equal(expected, reading.Status);
        Assert.Contains($"version {version}", reading.Error.Replace("format ", "version "));
    }

    [Theory]
    [InlineData("")]
    [InlineData("apiVersion: networking.istio.io/v1")]
    [InlineData("\u007fELF")]
    public void Another_files_content_is_no_snapshot(string content)
    {
        var status = SnapshotFile.Decode(System.Text.Encoding.Latin1.GetBytes(content)).Status;
        Assert.Equal(content.Length == 0 ? SnapshotFileStatus.Truncated : SnapshotFileStatus.NotASnapshot, status);
    }

    [Fact]
    public void Any_bytes_are_read_without_an_exception() =>
        Gen.Byte.Array[0, 200].Sample(bytes => !SnapshotFile.Decode(bytes).IsGood, iter: 5_000);

    [Fact]
    public void What_was_written_is_read_and_replaced_whole()
    {
        var path = Path.Combine(directory, "last-good.mesh");
        SnapshotFile.Write(path, Examples.Snapshot);
        Assert.Equal(Examples.Snapshot, SnapshotFile.Read(path).Content);

        var next = ResourceSet.Of(8, []).ToSnapshot(null);
        SnapshotFile.Write(path, next);
        Assert.Equal(next, SnapshotFile.Read(path).Content);
        Assert.Equal([path], Directory.GetFiles(directory));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file()
    {
        var path = Path.Combine(directory, "taken");
        Directory.CreateDirectory(path);
        Assert.ThrowsAny<IOException>(() => SnapshotFile.Write(path, Examples.Snapshot));
        Assert.Empty(Directory.GetFiles(directory));
        Assert.True(Directory.Exists(path));
    }

    [Fact]
    public void Errors_name_the_file_and_the_reason()
    {
        var missing = SnapshotFile.Read(Path.Combine(directory, "none"));
        Assert.Equal(SnapshotFileStatus.Missing, missing.Status);
        Assert.Equal($"{directory}/none: there is no such file", missing.Error);

        Assert.Equal(SnapshotFileStatus.Unreadable, SnapshotFile.Read(directory).Status);

        var text = Path.Combine(directory, "text");
        File.WriteAllText(text, "kind: VirtualService");
        Assert.Equal($"{text}: its first bytes are not those of a mesh snapshot", SnapshotFile.Read(text).Error);
    }

    [Fact]
    public void Equal_sets_are_equal_files()
    {
        var resources = Enumerable.Range(0, 50).Select(i => Examples.Resource(Kind.Service, $"s{i}", $"{i}")).ToArray();
        var one = SnapshotFile.Encode(ResourceSet.Of(1, resources).ToSnapshot(Examples.Node));
        var other = SnapshotFile.Encode(ResourceSet.Of(1, resources.Reverse()).ToSnapshot(Examples.Node));
        Assert.Equal(one, other);
    }

    [Fact]
    public void Thousands_of_services_are_read_quickly()
    {
        var resources = Enumerable.Range(0, 5_000).Select(i => ResourceCodec.Pack(Kind.Service, $"s{i}.ns.svc.cluster.local", Examples.Service));
        var bytes = SnapshotFile.Encode(ResourceSet.Of(1, resources).ToSnapshot(null));
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Equal(5_000, SnapshotFile.Decode(bytes).Content!.Resources.Count);
        var elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(start);
        Assert.True(elapsed < TimeSpan.FromSeconds(2), $"{bytes.Length} bytes took {elapsed}");
    }
}
