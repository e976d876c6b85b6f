using System.CommandLine;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Mesh.ControlPlane.Commands;
using Mesh.ControlPlane.Tests.Compiling;
using Mesh.ControlPlane.Tests.Distribution;
using Xunit;

namespace Mesh.ControlPlane.Tests.Commands;

/// <summary>mesh-control serve as it is typed, in this process.</summary>
public sealed class ServeCommandTests
{
    static Task<int> ServeAsync(string directory, SharedLog log, CancellationToken cancel, params string[] more) => ServeCommand.Create()
        .Parse(["--config", directory, "--listen", "127.0.0.1:0", "--monitoring", "127.0.0.1:0", "--debounce-ms", "600000", .. more])
        .InvokeAsync(new InvocationConfiguration { Output = log.Writer, Error = log.Writer }, cancel);

    [Fact]
    public async Task A_directory_that_does_not_exist_ends_it()
    {
        using var directory = new TemporaryDirectory();
        var log = new SharedLog();
        Assert.Equal(1, await ServeAsync(directory.File("none"), log, TestContext.Current.CancellationToken));
        Assert.Contains("none does not exist", log.Text);
    }

    [Fact]
    public async Task Systemd_is_told_when_it_listens_and_when_it_stops()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("config/a.yaml", Yaml.Service("s"));
        using var supervisor = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        supervisor.Bind(new UnixDomainSocketEndPoint(directory.File("notify")));
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", directory.File("notify"));
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var serving = ServeAsync(directory.File("config"), new SharedLog(), stop.Token);
            await ToldAsync(supervisor, "READY=1");
            await stop.CancelAsync();
            await ToldAsync(supervisor, "STOPPING=1");
            Assert.Equal(0, await serving);
        }
        finally
        {
            Environment.SetEnvironmentVariable("NOTIFY_SOCKET", null);
        }
    }

    // Other tests of this process may stop control planes meanwhile.
    static async Task ToldAsync(Socket supervisor, string state)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        var buffer = new byte[64];
        while (Encoding.UTF8.GetString(buffer, 0, await supervisor.ReceiveAsync(buffer, patience.Token)) != state)
        {
        }
    }

    [Fact]
    public async Task Sighup_reads_the_tree_again_and_does_not_end_it()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("there is no SIGHUP");
        using var directory = new TemporaryDirectory();
        directory.Write("a.yaml", Yaml.Service("s"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var log = new SharedLog();
        var serving = ServeAsync(directory.Path, log, stop.Token);
        await TestControlPlane.UntilAsync(() => log.Text.Contains("listening for proxies"), "the ports");
        Assert.DoesNotContain("127.0.0.1:0,", log.Text);

        // The quiet time after a change is ten minutes here: only the signal can bring it in.
        directory.Write("b.yaml", Yaml.Service("t"));
        using var kill = Process.Start("kill", ["-HUP", $"{Environment.ProcessId}"]);
        await TestControlPlane.UntilAsync(() => log.Text.Contains("+Service default/t"), "the new service");
        Assert.False(serving.IsCompleted);
        await stop.CancelAsync();
        Assert.Equal(0, await serving);
    }

    [Fact]
    public async Task With_a_state_directory_the_last_good_version_is_served_after_a_restart_and_the_finding_says_so()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("config/a.yaml", Yaml.VirtualService("v", "example.com", "s"));
        directory.Write("config/s.yaml", Yaml.Service("s"));
        Assert.Contains("resources=2 ", await RunAsync(directory));
        directory.Write("config/a.yaml", Yaml.VirtualService("v", "example.com", "s").Replace("hosts", "hostz"));
        var broken = await RunAsync(directory);
        Assert.Contains("resources=2 ", broken);
        Assert.Contains("a.yaml:1: warning: document 1: VirtualService default/v: is invalid or missing in the new version of the file, its last good version", broken);
        File.Delete(directory.File("config/a.yaml"));
        Assert.Contains("resources=1 ", await RunAsync(directory));
        Assert.DoesNotContain("resources=2 ", await RunAsync(directory));
    }

    static async Task<string> RunAsync(TemporaryDirectory directory)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var log = new SharedLog();
        var serving = ServeAsync(directory.File("config"), log, stop.Token, "--state-dir", directory.File("state"));
        await TestControlPlane.UntilAsync(() => log.Text.Contains("listening for proxies"), "the ports");
        await TestControlPlane.UntilAsync(() => File.Exists(directory.File("state/last-good")), "the state");
        await stop.CancelAsync();
        Assert.Equal(0, await serving);
        return log.Text;
    }
}
