using System.Text.Json;
using Mesh.Testing.Files;
using Mesh.Testing.Netns;
using Mesh.Testing.Processes;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>`mesh-proxy run` in a namespace as uid 1337, with a state directory of its own that outlives restarts.</summary>
public sealed class SidecarProcess : IAsyncDisposable
{
    public const int Uid = 1337;

    readonly NetworkNamespace host;
    readonly SidecarOptions options;
    readonly TemporaryDirectory state = new();
    readonly HttpClient client;
    Daemon daemon;

    SidecarProcess(NetworkNamespace host, SidecarOptions options)
    {
        this.host = host;
        this.options = options;
        client = host.NewHttpClient();
        client.Timeout = TimeSpan.FromSeconds(10);
        daemon = Launch();
    }

    public Daemon Daemon => daemon;

    /// <summary>Node id: POD.NAMESPACE.</summary>
    public string Id => $"{options.PodName}.{options.Namespace}";

    public string StatePath => state.Path;

    /// <summary>Starts it and waits until it is ready (11.1).</summary>
    public static async Task<SidecarProcess> Start(NetworkNamespace host, SidecarOptions options)
    {
        var started = new SidecarProcess(host, options);
        try
        {
            await started.WaitUntilReady();
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public async Task WaitUntilReady(TimeSpan? within = null)
    {
        try
        {
            await Eventually.True("readiness", IsReady, within);
        }
        catch (TimeoutException e)
        {
            throw new DaemonException($"{daemon.Name}: {e.Message}. {daemon.Tail()}");
        }
    }

    public async Task<bool> IsReady()
    {
        using var answer = await client.GetAsync(new Uri("http://127.0.0.1:15021/healthz/ready"));
        return answer.IsSuccessStatusCode;
    }

    /// <summary>A page of the admin site, of 15020 or of 15090.</summary>
    public Task<string> Page(string path, int port = 15000) => client.GetStringAsync(new Uri($"http://127.0.0.1:{port}{path}"));

    /// <summary>What a scrape gives.</summary>
    public async Task<IReadOnlyList<MetricSample>> Scrape(int port = 15090) => MetricSample.ParseAll(await Page("/stats/prometheus", port));

    /// <summary>Access-log lines written so far.</summary>
    public IReadOnlyList<AccessLogLine> AccessLog() => [.. daemon.Lines.Select(AccessLogLine.TryParse).OfType<AccessLogLine>()];

    /// <summary>The first access-log line, old or new, that satisfies the condition. Lines are written up to a second late.</summary>
    public async Task<AccessLogLine> WaitForLog(Func<AccessLogLine, bool> condition) =>
        AccessLogLine.TryParse(await daemon.WaitForLine(line => AccessLogLine.TryParse(line) is { } parsed && condition(parsed)))!;

    /// <summary>As a crash would.</summary>
    public ValueTask Kill() => daemon.DisposeAsync();

    /// <summary>Starts it again, over the same state directory.</summary>
    public async Task Restart()
    {
        await Kill();
        daemon = Launch();
        await WaitUntilReady();
    }

    public async ValueTask DisposeAsync()
    {
        await daemon.DisposeAsync();
        client.Dispose();
        state.Dispose();
    }

    Daemon Launch() => host.Start("mesh-proxy", Uid, "env", [.. Environment(), ProgramFiles.Proxy, "run", .. Arguments()]);

    IEnumerable<string> Environment() =>
    [
        $"POD_NAME={options.PodName}",
        $"POD_NAMESPACE={options.Namespace}",
        $"INSTANCE_IP={options.Address}",
        $"SERVICE_ACCOUNT={options.ServiceAccount}",
        $"ISTIO_META_WORKLOAD_NAME={options.PodName}",
        $"ISTIO_METAJSON_LABELS={LabelsAsJson()}",
    ];

    IEnumerable<string> Arguments()
    {
        string[] arguments = ["--control", options.Control, "--workers", $"{options.Workers}", "--state-dir", state.Path];
        return options.IsGateway
            ? [.. arguments, "--node-type", "gateway", "--outbound-listen", "off", "--inbound-listen", "off", .. options.Flags]
            : [.. arguments, .. options.Flags];
    }

    string LabelsAsJson() => $"{{{string.Join(',', options.Labels.Select(label => $"\"{JsonEncodedText.Encode(label.Key)}\":\"{JsonEncodedText.Encode(label.Value)}\""))}}}";
}
