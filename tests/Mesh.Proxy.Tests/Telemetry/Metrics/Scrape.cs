using System.Globalization;
using System.Text;
using Mesh.Proxy.Config;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Telemetry.AccessLogs;
using Mesh.Proxy.Telemetry.Metrics;
using Xunit;

namespace Mesh.Proxy.Tests.Telemetry.Metrics;

/// <summary>
/// A scrape's samples. The parser is strict on Prometheus' text format 0.0.4: every sample belongs to a family whose HELP and TYPE came right before it,
/// nothing is repeated, labels are quoted and escaped, histograms are cumulative and end in +Inf = count.
/// </summary>
sealed class Scrape
{
    readonly Dictionary<string, double> samples = new(StringComparer.Ordinal);

    public Dictionary<string, string> Types { get; } = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => samples.Keys;

    public double this[string sample] => samples.TryGetValue(sample, out var value) ? value : throw new KeyNotFoundException($"{sample} is not among:\n{string.Join('\n', samples.Keys)}");

    public bool Has(string sample) => samples.ContainsKey(sample);

    public static async Task<string> TextOf(MetricsExporter exporter)
    {
        var output = new MemoryStream();
        await exporter.WriteAsync(output, CancellationToken.None);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    public static async Task<Scrape> Of(MetricsExporter exporter) => Parse(await TextOf(exporter));

    public static MetricsExporter Exporter(params WorkerTelemetry[] workers) =>
        new(new TelemetrySources(workers, new SnapshotHolder(), new LogWriter(2), TimeProvider.System), new StubControl(), "1.2.3");

    public static Scrape Parse(string text)
    {
        var scrape = new Scrape();
        var family = "";
        Assert.EndsWith("\n", text);
        foreach (var line in text.Split('\n')[..^1])
        {
            family = scrape.ParseLine(line, family);
        }

        scrape.CheckHistograms();
        return scrape;
    }

    /// <summary>All label sets of a metric: name to value.</summary>
    public IEnumerable<Dictionary<string, string>> LabelsOf(string name) =>
        samples.Keys.Where(sample => sample.StartsWith(name + "{", StringComparison.Ordinal)).Select(sample => Labels(sample[name.Length..]));

    string ParseLine(string line, string family)
    {
        if (line.StartsWith("# HELP ", StringComparison.Ordinal))
        {
            return line.Split(' ', 4)[2];
        }

        if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
        {
            var parts = line.Split(' ');
            Assert.Equal(family, parts[2]);
            Assert.Contains(parts[3], new[] { "counter", "gauge", "histogram" });
            Assert.True(Types.TryAdd(family, parts[3]), $"{family} is declared twice");
            return family;
        }

        var space = line.LastIndexOf(' ');
        Assert.True(space > 0, line);
        var sample = line[..space];
        var name = sample.Split('{')[0];
        Assert.True(Types.ContainsKey(family), $"no TYPE before {line}");
        Assert.True(name == family || (Types[family] == "histogram" && name[family.Length..] is "_bucket" or "_sum" or "_count"), $"{line} is not of {family}");
        Labels(sample[name.Length..]);
        Assert.True(samples.TryAdd(sample, ParseValue(line[(space + 1)..])), $"{sample} stands twice");
        return family;
    }

    static double ParseValue(string text) => text == "+Inf" ? double.PositiveInfinity : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    static Dictionary<string, string> Labels(string text)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (text.Length == 0)
        {
            return labels;
        }

        Assert.True(text[0] == '{' && text[^1] == '}', text);
        for (var position = 1; position < text.Length - 1;)
        {
            var equals = text.IndexOf('=', position);
            var name = text[position..equals];
            Assert.Matches("^[a-zA-Z_][a-zA-Z0-9_]*$", name);
            Assert.Equal('"', text[equals + 1]);
            var value = new StringBuilder();
            position = equals + 2;
            for (; text[position] != '"'; position++)
            {
                if (text[position] == '\\')
                {
                    position++;
                    Assert.Contains(text[position], "\\\"n");
                    value.Append(text[position] == 'n' ? '\n' : text[position]);
                    continue;
                }

                value.Append(text[position]);
            }

            Assert.True(labels.TryAdd(name, value.ToString()), text);
            position += text[position + 1] == ',' ? 2 : 1;
        }

        return labels;
    }

    void CheckHistograms()
    {
        foreach (var (family, _) in Types.Where(type => type.Value == "histogram"))
        {
            foreach (var group in LabelsOf(family + "_bucket").GroupBy(labels => string.Join(',', labels.Where(label => label.Key != "le"))))
            {
                var buckets = group.OrderBy(labels => ParseValue(labels["le"])).Select(labels => BucketOf(family, labels)).ToArray();
                Assert.Equal(buckets.Order(), buckets);
                Assert.Equal("+Inf", group.Last()["le"]);
            }
        }
    }

    double BucketOf(string family, Dictionary<string, string> labels) =>
        samples[$"{family}_bucket{{{string.Join(',', labels.Select(label => $"{label.Key}=\"{Escape(label.Value)}\""))}}}"];

    static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}
