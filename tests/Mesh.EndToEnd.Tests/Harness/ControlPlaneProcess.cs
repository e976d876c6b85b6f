using System.Text.Json;
using Mesh.Testing.Files;
using Mesh.Testing.Netns;
using Mesh.Testing.Processes;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>
/// `mesh-control serve` in a namespace, on a directory of YAML of its own and a MeshConfig file. It can be killed and started again; the files stay.
/// </summary>
public sealed class ControlPlaneProcess : IAsyncDisposable
{
    public const int ContractPort = 15010;
    public const string Monitoring = "127.0.0.1:15014";

    readonly NetworkNamespace host;
    readonly TemporaryDirectory files = new();
    readonly HttpClient monitoring;
    Daemon? daemon;

    ControlPlaneProcess(NetworkNamespace host, string address)
    {
        this.host = host;
        Address = $"{address}:{ContractPort}";
        monitoring = host.NewHttpClient();
        monitoring.Timeout = TimeSpan.FromSeconds(5);
        Directory.CreateDirectory(files.FilePath("config"));
    }

    /// <summary>Where proxies connect.</summary>
    public string Address { get; }

    /// <summary>The tree it reads.</summary>
    public string ConfigPath => files.FilePath("config");

    public Daemon Daemon => daemon ?? throw new InvalidOperationException("the control plane was killed");

    /// <param name="config">File names and their YAML.</param>
    /// <param name="meshConfig">The MeshConfig.</param>
    public static async Task<ControlPlaneProcess> Start(NetworkNamespace host, string address, IReadOnlyDictionary<string, string> config, string meshConfig)
    {
        var started = new ControlPlaneProcess(host, address);
        foreach (var (name, yaml) in config)
        {
            started.files.Write($"config/{name}", yaml);
        }

        started.files.Write("mesh.yaml", meshConfig);
        try
        {
            await started.Restart();
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it after a <see cref="Kill"/>.</summary>
    public async Task Restart()
    {
        daemon = host.Start("mesh-control", null, ProgramFiles.Control, "serve", "--config", ConfigPath, "--mesh-config", files.FilePath("mesh.yaml"), "--listen", Address);
        await daemon.WaitForLine(line => line.Contains("listening for proxies", StringComparison.Ordinal));
    }

    /// <summary>As a crash would: no goodbye.</summary>
    public async Task Kill()
    {
        if (daemon is { } running)
        {
            daemon = null;
            await running.DisposeAsync();
        }
    }

    /// <summary>
    /// Replaces a file of the tree (null: removes it), and returns when that edit is compiled and every connected proxy has acknowledged what it got of it.
    /// </summary>
    public Task Edit(string name, string? yaml) => Publish(() =>
    {
        if (yaml is null)
        {
            File.Delete(Path.Combine(ConfigPath, name));
        }
        else
        {
            files.Write($"config/{name}", yaml);
        }
    });

    /// <summary>As <see cref="Edit"/>, of the MeshConfig.</summary>
    public Task EditMesh(string yaml) => Publish(() => files.Write("mesh.yaml", yaml));

    /// <summary>Every connected proxy by node id, and its state as `meshctl proxy-status` shows it.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ProxyStates()
    {
        using var json = JsonDocument.Parse(await monitoring.GetStringAsync(new Uri($"http://{Monitoring}/debug/syncz")));
        return json.RootElement.EnumerateArray().ToDictionary(proxy => proxy.GetProperty("node").GetString()!, proxy => proxy.GetProperty("state").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        monitoring.Dispose();
        files.Dispose();
    }

    async Task Publish(Action edit)
    {
        var before = Daemon.Lines.Count(IsPublication);
        edit();
        await Eventually.True("a new publication", () => Task.FromResult(Daemon.Lines.Count(IsPublication) > before));
        await Eventually.Get("every proxy in sync", ProxyStates, states => states.Values.All(state => state == "SYNCED"));
    }

    static bool IsPublication(string line) => line.Contains("config reason=", StringComparison.Ordinal);
}
