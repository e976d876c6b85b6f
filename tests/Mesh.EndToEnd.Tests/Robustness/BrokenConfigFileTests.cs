using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Contract;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.EndToEnd.Tests.Robustness.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness;

/// <summary>Binary configuration that cannot be used: said with file and reason, never served from, and no harm to the last good one.</summary>
public sealed class BrokenConfigFileTests
{
    const int Hangup = 1;

    /// <summary>What is done to a good file, and what must be said of it.</summary>
    static readonly (string Name, Func<byte[], byte[]> Break, string Says)[] Breakages =
    [
        ("empty", _ => [], "it is empty"),
        ("text", _ => "apiVersion: networking.istio.io/v1\n"u8.ToArray(), "its first bytes are not those of a mesh snapshot"),
        ("zeros", good => new byte[good.Length], "its first bytes are not those of a mesh snapshot"),
        ("header cut", good => good[..20], "it ends within its header"),
        ("content cut in the middle", good => good[..(good.Length / 2)], "bytes of content"),
        ("last byte cut", good => good[..^1], "bytes of content"),
        ("something behind it", good => [.. good, 0], "it goes on 1 bytes after its content"),
        ("one bit changed", good => Changed(good, good.Length - 10, 0x01), "its checksum is wrong"),
        ("checksum changed", good => Changed(good, 30, 0xFF), "its checksum is wrong"),
        ("future file format", good => Changed(good, 11, 0x40), "a newer build wrote it"),
        ("future contract", good => Changed(good, 15, 0x40), "a newer build wrote it"),
        ("garbage with a good checksum", good => Sealed([.. good[..SnapshotFile.HeaderLength], .. Enumerable.Repeat((byte)0xFF, 100)]), "its content is no snapshot"),
    ];

    public static TheoryData<string> Names => [.. Breakages.Select(breakage => breakage.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_proxy_that_starts_on_a_broken_file_says_why_is_not_ready_and_takes_a_good_one_later(string name)
    {
        var (_, breakIt, says) = Breakages.Single(breakage => breakage.Name == name);
        await using var backend = ScriptedBackend.StartGood();
        await using var compiler = await GatewayUnderTest.StartAsync(backend.Port);
        var good = await File.ReadAllBytesAsync(compiler.SnapshotPath, TestContext.Current.CancellationToken);
        await using var gateway = GatewayUnderTest.StartOn(breakIt(good));
        await gateway.Daemon.WaitForLine(line => line.Contains(gateway.SnapshotPath, StringComparison.Ordinal) && line.Contains(says, StringComparison.Ordinal));
        await Eventually.Get("admin answering not ready", () => gateway.AdminStatusAsync("/ready"), status => status == 503);
        await gateway.CompileAsync(backend.Port, gateway.SnapshotPath);
        await gateway.IsReadyAsync();
        await gateway.IsServingAsync();
    }

    [Fact]
    public async Task A_file_that_is_missing_is_said_and_taken_when_it_comes()
    {
        await using var backend = ScriptedBackend.StartGood();
        await using var gateway = GatewayUnderTest.StartOn(null);
        await gateway.Daemon.WaitForLine(line => line.Contains($"{gateway.SnapshotPath}: there is no such file", StringComparison.Ordinal));
        await Eventually.Get("admin answering not ready", () => gateway.AdminStatusAsync("/ready"), status => status == 503);
        await gateway.CompileAsync(backend.Port, gateway.SnapshotPath);
        await gateway.IsReadyAsync();
        await gateway.IsServingAsync();
    }

    [Fact]
    public async Task Broken_files_under_load_change_nothing_and_are_said_in_log_and_admin()
    {
        await using var backend = ScriptedBackend.StartGood();
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        var good = await File.ReadAllBytesAsync(gateway.SnapshotPath, TestContext.Current.CancellationToken);
        var generation = await gateway.GenerationAsync();
        await using var load = KeepAliveLoad.Start(gateway.Port);
        foreach (var (name, breakIt, says) in Breakages)
        {
            File.WriteAllBytes(gateway.SnapshotPath, breakIt(good));
            gateway.Daemon.Signal(Hangup);
            var error = await Eventually.Get($"{name}: the error in admin", () => LastErrorAsync(gateway), seen => seen.Contains(says, StringComparison.Ordinal));
            Assert.Contains(gateway.SnapshotPath, error, StringComparison.Ordinal);
            await gateway.Daemon.WaitForLine(line => line.Contains(says, StringComparison.Ordinal));
            Assert.Equal(generation, await gateway.GenerationAsync());
            Assert.Equal(200, await gateway.AdminStatusAsync("/ready"));
        }

        var content = SnapshotFile.Decode(good).Content!;
        content.Generation = generation + 1;
        SnapshotFile.Write(gateway.SnapshotPath, content);
        await Eventually.Get("the good file in use, without a signal", gateway.GenerationAsync, seen => seen == generation + 1);
        Assert.Equal("", await LastErrorAsync(gateway));
        await load.StopAsync();
    }

    static async Task<string> LastErrorAsync(GatewayUnderTest gateway)
    {
        using var json = JsonDocument.Parse(await gateway.AdminAsync("/config_dump"));
        return json.RootElement.GetProperty("last_error").GetString()!;
    }

    static byte[] Changed(byte[] good, int at, byte bits)
    {
        var changed = (byte[])good.Clone();
        changed[at] ^= bits;
        return changed;
    }

    /// <summary>Length and checksum made right again (the layout is in <see cref="SnapshotFile"/>), so that only the content is wrong.</summary>
    static byte[] Sealed(byte[] file)
    {
        BinaryPrimitives.WriteUInt64BigEndian(file.AsSpan(16), (ulong)(file.Length - SnapshotFile.HeaderLength));
        SHA256.HashData([.. file[..24], .. file[SnapshotFile.HeaderLength..]]).CopyTo(file, 24);
        return file;
    }
}
