using System.Globalization;
using System.Text.Json;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.Testing.Files;
using Mesh.Testing.Processes;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>A real mesh-proxy process as a gateway on loopback, with configuration that mesh-control compiled, and what its admin port says of it.</summary>
sealed class GatewayUnderTest : IAsyncDisposable
{
    public const string NodeId = "gateway.default";

    readonly TemporaryDirectory files = new();
    readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(10) };
    readonly int adminPort = FreePorts.Take();
    readonly GatewayOptions options;
    Daemon? daemon;

    GatewayUnderTest(GatewayOptions options)
    {
        this.options = options;
        Port = options.Port ?? FreePorts.Take();
    }

    public int Port { get; }

    public string AccessLogPath => files.FilePath("access.log");

    public string SnapshotPath => files.FilePath("snapshot.bin");

    public Daemon Daemon => daemon ?? throw new InvalidOperationException("the proxy was not started");

    /// <summary>Starts it, and returns when it is ready.</summary>
    public static async Task<GatewayUnderTest> StartAsync(int backendPort, GatewayOptions? options = null)
    {
        var gateway = new GatewayUnderTest(options ?? new GatewayOptions());
        try
        {
            if (gateway.options.Control is null)
            {
                await gateway.CompileAsync(backendPort, gateway.SnapshotPath);
            }

            gateway.Launch();
            await gateway.IsReadyAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it on a file with these bytes, whatever they are; null: on no file.</summary>
    public static GatewayUnderTest StartOn(byte[]? snapshot)
    {
        var gateway = new GatewayUnderTest(new GatewayOptions());
        if (snapshot is not null)
        {
            File.WriteAllBytes(gateway.SnapshotPath, snapshot);
        }

        gateway.Launch();
        return gateway;
    }

    /// <summary>Starts it for a control plane that may be none.</summary>
    public static GatewayUnderTest StartFor(string control)
    {
        var gateway = new GatewayUnderTest(new GatewayOptions { Control = control });
        gateway.Launch();
        return gateway;
    }

    /// <summary>Has mesh-control compile the gateway's YAML into a snapshot file.</summary>
    public async Task CompileAsync(int backendPort, string path, int version = 0, int? port = null)
    {
        var yaml = new GatewayYaml
        {
            GatewayPort = port ?? Port, BackendPort = backendPort, Timeout = options.Timeout, ConnectTimeout = options.ConnectTimeout, Version = version,
            Protocol = options.Protocol, BackendProtocol = options.BackendProtocol,
        };
        files.Write("config/gateway.yaml", yaml.ToString());
        files.Write("mesh.yaml", options.LogsAccess ? $"accessLogFile: {AccessLogPath}\n" : "ingressClass: none\n");
        await Command.Run(
            Programs.Control, "compile", "--config", files.FilePath("config"), "--mesh-config", files.FilePath("mesh.yaml"), "--node", NodeId, "--type", "gateway", "--labels", "istio=ingressgateway", "--out", path);
    }

    /// <summary>A path of the test's own, gone with it.</summary>
    public string FilePath(string name) => files.FilePath(name);

    public Task<string> AdminAsync(string path) => client.GetStringAsync(new Uri($"http://127.0.0.1:{adminPort}{path}"));

    public async Task<int> AdminStatusAsync(string path)
    {
        using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{adminPort}{path}"));
        return (int)response.StatusCode;
    }

    public async Task<ulong> GenerationAsync()
    {
        using var json = JsonDocument.Parse(await AdminAsync("/server_info"));
        return json.RootElement.GetProperty("config_generation").GetUInt64();
    }

    /// <summary>The sum of a metric over all its labels that contain the text.</summary>
    public async Task<double> MetricAsync(string name, string label = "")
    {
        var lines = (await AdminAsync("/stats/prometheus")).Split('\n');
        return lines.Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is ' ' or '{' && line.Contains(label, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>Bytes that the process has allocated on its managed heap since its start.</summary>
    public async Task<long> AllocatedAsync()
    {
        using var json = JsonDocument.Parse(await AdminAsync("/memory"));
        return long.Parse(json.RootElement.GetProperty("total_allocated_since_start").GetString()!, CultureInfo.InvariantCulture);
    }

    /// <summary>Returns when no connection is open and no buffer is in use; fails when that does not come to be.</summary>
    public Task IsEmptyAsync() => Eventually.Get(
        "all connections and buffers given back",
        async () => (Connections: await MetricAsync("envoy_server_total_connections"), Buffers: await MetricAsync("mesh_proxy_buffers_rented")),
        seen => seen is { Connections: 0, Buffers: 0 });

    /// <summary>One good request on a connection of its own.</summary>
    public async Task<Reply> GetAsync(string path = "/good")
    {
        using var client = await WireClient.ConnectAsync(Port);
        await client.SendAsync(WireClient.Get(path));
        return await client.ReadAsync();
    }

    /// <summary>It lives and serves.</summary>
    public async Task IsServingAsync()
    {
        Assert.False(Daemon.HasExited, Daemon.HasExited ? $"the proxy died. {Daemon.Tail()}" : "");
        Assert.Equal(200, (await GetAsync()).Status);
    }

    /// <summary>Kills the process and starts another in its place.</summary>
    public async Task RestartAsync()
    {
        await Daemon.DisposeAsync();
        Launch();
        await IsReadyAsync();
    }

    public Task IsReadyAsync() => Eventually.Get("the proxy ready", ReadinessAsync, status => status == 200);

    public async ValueTask DisposeAsync()
    {
        if (daemon is not null)
        {
            await daemon.DisposeAsync();
        }

        client.Dispose();
        files.Dispose();
    }

    async Task<int> ReadinessAsync()
    {
        if (Daemon.HasExited)
        {
            Assert.Fail($"the proxy exited. {Daemon.Tail()}");
        }

        return await AdminStatusAsync("/ready");
    }

    void Launch()
    {
        string[] source = options.Control is { } control ? ["--control", control, "--state-dir", files.FilePath("state")] : ["--config", SnapshotPath];
        string[] arguments =
        [
            "run", .. source, "--node-type", "gateway", "--node-id", NodeId, "--node-namespace", "default", "--node-label", "istio=ingressgateway",
            "--workers", $"{options.Workers}", "--admin", $"127.0.0.1:{adminPort}", "--agent", "off", "--health", "off", "--metrics", "off", .. options.Flags,
        ];
        daemon = options.MaxOpenFiles is { } limit
            ? Daemon.Start("mesh-proxy", "prlimit", [$"--nofile={limit}:{limit}", Programs.Proxy, .. arguments], options.Environment)
            : Daemon.Start("mesh-proxy", Programs.Proxy, arguments, options.Environment);
    }
}
