using Mesh.EndToEnd.Tests.Harness;
using Mesh.Testing.Files;
using Mesh.Testing.Netns;
using Mesh.Testing.Processes;
using Xunit;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>The demo users see first, as it is.</summary>
public sealed class DemoTests
{
    const string Passed = "the demo passed";
    const int Uid = 1000;

    public DemoTests() => Prerequisites.Require();

    [Fact]
    public async Task TheDemoPassesAsRootAndLeavesNothingBehind()
    {
        var script = Path.Combine(Repository.Root, "samples", "reviews", "demo.sh");
        await using var demo = Daemon.Start("demo.sh", "bash", [script]);

        var exitCode = await demo.WaitForExit(TimeSpan.FromMinutes(2));

        Assert.True(exitCode == 0, demo.Tail());
        Assert.Contains(demo.Lines, line => line.Contains(Passed, StringComparison.Ordinal));
        Assert.DoesNotContain($"mesh-demo-{demo.Id}-", await Command.Run("ip", "netns", "list"));
        Assert.Empty(Directory.EnumerateDirectories("/etc/netns", $"mesh-demo-{demo.Id}-*"));
    }

    [Fact]
    public async Task TheDemoPassesOnLoopbackWithoutRoot()
    {
        // In a namespace of its own, where nobody else has its ports; from a checkout that this user can read.
        using var checkout = ReadableCopy();
        await using var host = await NetworkNamespace.Create("demo");
        await using var demo = host.Start("demo.sh", Uid, "env", $"HOME={checkout.Path}", "bash", checkout.FilePath("samples/reviews/demo.sh"));

        var exitCode = await demo.WaitForExit(TimeSpan.FromMinutes(2));

        Assert.True(exitCode == 0, demo.Tail());
        Assert.Contains(demo.Lines, line => line.Contains("left out: mesh-iptables", StringComparison.Ordinal));
        Assert.Contains(demo.Lines, line => line.Contains(Passed, StringComparison.Ordinal));
        Assert.Empty(await host.Run("ss", "-Hltn"));
    }

    static TemporaryDirectory ReadableCopy()
    {
        var copy = new TemporaryDirectory();
        var sample = Path.Combine(Repository.Root, "samples", "reviews");
        foreach (var path in Directory.EnumerateFiles(sample, "*", SearchOption.AllDirectories))
        {
            Copy(path, copy.FilePath(Path.Combine("samples", "reviews", Path.GetRelativePath(sample, path))), (UnixFileMode)0b110_100_100);
        }

        foreach (var program in (string[])[ProgramFiles.Proxy, ProgramFiles.Control, ProgramFiles.Iptables, ProgramFiles.Ctl, ProgramFiles.Echo])
        {
            var name = Path.GetFileName(program);
            Copy(program, copy.FilePath(Path.Combine("artifacts", name == "mesh-echo" ? "samples" : "bin", name)), (UnixFileMode)0b111_101_101);
        }

        return copy;
    }

    static void Copy(string source, string target, UnixFileMode mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(source, target);
        File.SetUnixFileMode(target, mode);
    }
}
