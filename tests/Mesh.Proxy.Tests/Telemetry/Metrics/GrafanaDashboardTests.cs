using System.Text.Json;
using System.Text.RegularExpressions;
using Mesh.Proxy.Telemetry;
using Xunit;

namespace Mesh.Proxy.Tests.Telemetry.Metrics;

/// <summary>Istio's own dashboards keep working: every HTTP and TCP metric, and every label, that their queries use is exported.</summary>
public sealed partial class GrafanaDashboardTests
{
    /// <summary>Of Istio releases before 1.5; the dashboards still ask for it beside its successor.</summary>
    const string Retired = "istio_request_duration_seconds";

    /// <summary>Added by Prometheus or Kubernetes, not by a proxy.</summary>
    static readonly string[] Foreign = ["le", "job", "instance", "pod", "container", "namespace", "kubernetes_namespace", "app", "component", "tag"];

    [Fact]
    public async Task Every_metric_and_label_of_the_dashboards_is_exported()
    {
        var worker = new WorkerTelemetry(0);
        worker.Complete(Exchanges.Outbound());
        var flow = Exchanges.Flow();
        worker.TcpClosed(flow);
        var scrape = await Scrape.Of(Scrape.Exporter(worker));
        var checkedSelectors = 0;

        foreach (var (metric, labels) in Selectors())
        {
            var exported = scrape.LabelsOf(metric).FirstOrDefault();
            Assert.True(exported is not null, $"{metric} is not exported");
            Assert.All(labels, label => Assert.Contains(label, exported.Keys));
            checkedSelectors++;
        }

        Assert.True(checkedSelectors > 20, $"only {checkedSelectors} selectors found");
    }

    static IEnumerable<(string Metric, string[] Labels)> Selectors() =>
        from query in Directory.GetFiles(Dashboards(), "istio-*.json").SelectMany(Queries)
        from Match match in Selector().Matches(query)
        let metric = match.Groups["metric"].Value
        where !metric.StartsWith(Retired, StringComparison.Ordinal) && metric != "istio_build"
        let labels = Label().Matches(match.Groups["labels"].Value).Select(label => label.Groups[1].Value)
        select (metric, labels.Except(Foreign).ToArray());

    static string Dashboards()
    {
        var shared = Environment.GetEnvironmentVariable("MESH_SHARED") ?? NextToRepository();
        var folder = Path.Combine(shared, "data", "grafana");
        if (!Directory.Exists(folder))
        {
            Assert.Skip("Istio's dashboards are not there");
        }

        return folder;
    }

    static string NextToRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Mesh.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder ?? "/", "..", "shared");
    }

    static IEnumerable<string> Queries(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return Strings(document.RootElement).Where(text => text.Contains("istio_")).ToArray();
    }

    static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Strings(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };

    [GeneratedRegex(@"(?<metric>istio_[a-z_]+)\s*\{(?<labels>[^}]*)\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"([a-zA-Z_]+)\s*(?:=~|!~|!=|=)")]
    private static partial Regex Label();
}
