using Mesh.Proxy.Admin;
using Mesh.Proxy.Config;
using Prometheus;

namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>The scrape: workers' plain fields into prometheus-net, and its text out. For one thread (admin's loop).</summary>
sealed class MetricsExporter
{
    readonly CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
    readonly SnapshotHolder config;
    readonly int workers;
    readonly IProxyControl control;
    readonly IstioMetrics istio;
    readonly ClusterMetrics clusters;
    readonly ProxyMetrics proxy;

    public MetricsExporter(TelemetrySources sources, IProxyControl control, string version)
    {
        var factory = Prometheus.Metrics.WithCustomRegistry(registry);
        this.control = control;
        config = sources.Config;
        workers = sources.Workers.Count;
        istio = new IstioMetrics(factory, sources.Workers);
        clusters = new ClusterMetrics(factory);
        proxy = new ProxyMetrics(factory, sources, version);
    }

    /// <summary>Content-Type of what <see cref="WriteAsync"/> writes.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>All metrics in Prometheus' text format 0.0.4.</summary>
    public Task WriteAsync(Stream output, CancellationToken cancellation)
    {
        istio.Collect();
        clusters.Collect(config.Current, workers);
        proxy.Collect(control);
        return registry.CollectAndExportAsTextAsync(output, cancellation);
    }
}
