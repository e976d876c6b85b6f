using System.Diagnostics;
using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Telemetry.Peers;
using Xunit;

namespace Mesh.Proxy.Tests.Telemetry;

public sealed class ProxyTelemetryTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mesh-telemetry");
    readonly SnapshotHolder config = new();
    readonly ProxyTelemetry telemetry;

    public ProxyTelemetryTests() =>
        telemetry = new ProxyTelemetry(2, new Node { Id = "p.default", Namespace = "default" }, config, TimeProvider.System);

    string Path => System.IO.Path.Combine(folder.FullName, "access.log");

    public void Dispose()
    {
        telemetry.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void The_access_log_follows_the_configuration()
    {
        telemetry.Workers[0].Complete(Exchanges.Outbound());
        Publish("%RESPONSE_CODE%\n");
        telemetry.Workers[0].Complete(Exchanges.Outbound());
        telemetry.Workers[1].Complete(Exchanges.Outbound());
        telemetry.Workers[0].Flush();
        telemetry.Workers[1].Flush();
        telemetry.Dispose();

        Assert.Equal("200\n200\n", File.ReadAllText(Path));
    }

    [Fact]
    public void Own_metadata_follows_the_configuration()
    {
        Assert.Equal("", new PeerMetadataCache().Resolve(telemetry.OwnMetadata.Value.Span).Workload);

        Publish("x");

        Assert.Equal("productpage-v1", new PeerMetadataCache().Resolve(telemetry.OwnMetadata.Value.Span).Workload);
    }

    [Fact]
    public void Sigusr1_opens_the_log_again()
    {
        telemetry.ReopenLogsOnSignal();
        Publish("x\n");
        Write();
        Assert.True(SpinWait.SpinUntil(() => new FileInfo(Path).Length == 2, TimeSpan.FromSeconds(10)));
        File.Move(Path, Path + ".1");

        using (var kill = Process.Start("/bin/kill", ["-USR1", Environment.ProcessId.ToString()]))
        {
            kill.WaitForExit();
        }

        Assert.True(SpinWait.SpinUntil(() => File.Exists(Path), TimeSpan.FromSeconds(10)));
        Write();
        Assert.True(SpinWait.SpinUntil(() => new FileInfo(Path).Length == 2, TimeSpan.FromSeconds(10)));
        Assert.Equal("x\n", File.ReadAllText(Path + ".1"));
    }

    void Write()
    {
        telemetry.Workers[0].Complete(Exchanges.Outbound());
        telemetry.Workers[0].Flush();
    }

    void Publish(string format) => config.Publish(new Snapshot
    {
        Generation = 1,
        Workload = new Workload { Identity = Exchanges.Productpage, AccessLog = new AccessLog { Path = Path, Format = format } },
    });
}
