using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Testing.InMemory;
using Xunit;

namespace Mesh.Proxy.Tests.Config;

/// <summary>Configuration from a file (--config).</summary>
[Collection("the process's log")]
public sealed class FileConfigSourceTests : IDisposable
{
    readonly InMemoryNetwork network = new();
    readonly InMemoryLoop loop;
    readonly SnapshotHolder holder = new();
    readonly ConfigApplier applier;
    readonly string directory = Directory.CreateTempSubdirectory("mesh-config").FullName;
    readonly FileConfigSource source;

    public FileConfigSourceTests()
    {
        loop = network.CreateLoop();
        applier = new ConfigApplier(new SnapshotBuilder(1, NodeType.Sidecar), holder, new DnsResolver(loop, new FakeNameLookup(), new UsableFamilies(true, true), 1));
        source = new FileConfigSource(ConfigPath, applier, loop);
    }

    string ConfigPath => Path.Combine(directory, "config.bin");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    static SnapshotContent Content(ulong generation) => new() { Generation = generation, Resources = { ResourceCodec.Pack(Kind.Service, "a", new Service { Hostname = "a" }) } };

    [Fact]
    public void Is_read_at_the_start_and_again_when_it_changes()
    {
        SnapshotFile.Write(ConfigPath, Content(1));
        Assert.True(source.Start());
        Assert.Equal(1ul, holder.Current.Generation);
        var snapshot = holder.Current;
        network.Advance(TimeSpan.FromSeconds(10));
        Assert.Same(snapshot, holder.Current);

        SnapshotFile.Write(ConfigPath, Content(2));
        File.SetLastWriteTimeUtc(ConfigPath, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        network.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(2ul, holder.Current.Generation);
    }

    [Fact]
    public void Is_read_again_on_demand()
    {
        SnapshotFile.Write(ConfigPath, Content(1));
        source.Start();
        SnapshotFile.Write(ConfigPath, Content(3));
        source.Reload();
        Assert.Equal(3ul, holder.Current.Generation);
    }

    [Fact]
    public void What_cannot_be_used_changes_nothing_and_is_tried_again()
    {
        Assert.False(source.Start());
        Assert.Contains("there is no such file", applier.Status.LastError);
        network.Advance(TimeSpan.FromSeconds(5));
        Assert.False(holder.Current.IsReady);

        SnapshotFile.Write(ConfigPath, Content(1));
        network.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((1ul, ""), (holder.Current.Generation, applier.Status.LastError));

        var good = File.ReadAllBytes(ConfigPath);
        foreach (var broken in new[] { good[..(good.Length / 2)], [], "not a snapshot"u8.ToArray() })
        {
            File.WriteAllBytes(ConfigPath, broken);
            network.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal(1ul, holder.Current.Generation);
            Assert.Contains("configuration is not changed", applier.Status.LastError);
        }

        File.Delete(ConfigPath);
        network.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1ul, holder.Current.Generation);
    }

    [Fact]
    public void Is_watched_no_more_after_stop()
    {
        SnapshotFile.Write(ConfigPath, Content(1));
        source.Start();
        network.RunUntilIdle();
        source.Stop();
        SnapshotFile.Write(ConfigPath, Content(2));
        network.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1ul, holder.Current.Generation);
    }
}
