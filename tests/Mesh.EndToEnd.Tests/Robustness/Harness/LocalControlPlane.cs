using Mesh.Testing.Files;
using Mesh.Testing.Processes;

namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>A real mesh-control process on loopback, over a directory of its own. It can be killed and started again on the same address.</summary>
sealed class LocalControlPlane : IAsyncDisposable
{
    readonly TemporaryDirectory files = new();
    readonly int monitoringPort = FreePorts.Take();
    Daemon? daemon;

    public int Port { get; } = FreePorts.Take();

    public string Address => $"127.0.0.1:{Port}";

    public static async Task<LocalControlPlane> StartAsync(GatewayYaml yaml)
    {
        var control = new LocalControlPlane();
        Directory.CreateDirectory(control.files.FilePath("config"));
        control.Write(yaml);
        await control.StartAsync();
        return control;
    }

    /// <summary>Edits the configuration as a user's editor would.</summary>
    public void Write(GatewayYaml yaml) => files.Write("config/gateway.yaml", yaml.ToString());

    public async Task StartAsync()
    {
        daemon = Daemon.Start(
            "mesh-control", Programs.Control,
            ["serve", "--config", files.FilePath("config"), "--listen", Address, "--monitoring", $"127.0.0.1:{monitoringPort}", "--debounce-ms", "10"]);
        await daemon.WaitForLine(line => line.Contains("listening for proxies", StringComparison.Ordinal));
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (daemon is not null)
        {
            await daemon.DisposeAsync();
            daemon = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        files.Dispose();
    }
}
