using System.Text;
using Mesh.Proxy.Telemetry.Metrics;

namespace Mesh.Proxy.Admin.Pages;

/// <summary>/stats and /stats/prometheus.</summary>
sealed class StatsPages(MetricsExporter metrics)
{
    public IEnumerable<AdminPage> Pages =>
    [
        Prometheus("/stats/prometheus", metrics),
        new("/stats", "all metrics, one \"name: value\" a line; ?filter=regex, ?format=prometheus", Answer),
    ];

    public static AdminPage Prometheus(string path, MetricsExporter metrics) =>
        new(path, "all metrics in Prometheus' text format", _ => Scrape(metrics));

    static AdminResponse Scrape(MetricsExporter metrics) => new() { ContentType = MetricsExporter.ContentType, Write = metrics.WriteAsync };

    AdminResponse Answer(AdminRequest request)
    {
        if (request.Query.GetValueOrDefault("format") == "prometheus")
        {
            return Scrape(metrics);
        }

        return AdminFilter.TryCreate(request.Query.GetValueOrDefault("filter"), out var filter) is { Length: > 0 } error
            ? AdminResponse.Text(400, error)
            : new AdminResponse { Write = (output, cancellation) => WriteAsync(output, filter, cancellation) };
    }

    /// <summary>The same samples in the plain form of Envoy's /stats: histogram buckets are left out, their sums and counts stay.</summary>
    async Task WriteAsync(Stream output, AdminFilter filter, CancellationToken cancellation)
    {
        using var exposition = new MemoryStream();
        await metrics.WriteAsync(exposition, cancellation);
        exposition.Position = 0;
        using var lines = new StreamReader(exposition, Encoding.UTF8);
        var text = new StringBuilder();
        while (lines.ReadLine() is { } line)
        {
            Append(text, line, filter);
        }

        await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellation);
    }

    static void Append(StringBuilder text, string line, AdminFilter filter)
    {
        var space = line.LastIndexOf(' ');
        if (line.StartsWith('#') || space < 0 || line.Contains(",le=\"") || !filter.Matches(line[..space]))
        {
            return;
        }

        text.Append(line.AsSpan(0, space)).Append(": ").Append(line.AsSpan(space + 1)).Append('\n');
    }
}
