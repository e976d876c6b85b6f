using Mesh.Contract;
using Prometheus;

namespace Mesh.ControlPlane.Distribution;

/// <summary>What Istio users' dashboards know of a control plane, under pilot's names where it has one.</summary>
sealed class PilotMetrics
{
    readonly CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
    readonly Gauge proxies;
    readonly Gauge services;
    readonly Gauge virtualServices;
    readonly Counter pushes;
    readonly Counter resources;
    readonly Counter rejected;
    readonly Counter refused;
    readonly Counter audiencesRefused;
    readonly Counter compileFailures;
    readonly Gauge lastGoodSaved;
    readonly Counter lastGoodFailures;
    readonly Counter oversized;
    readonly Gauge audiences;
    readonly Counter events;
    readonly Gauge findings;
    readonly Histogram convergence;
    readonly Histogram compileTime;

    public PilotMetrics()
    {
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        proxies = metrics.CreateGauge("pilot_xds", "Proxies connected to this control plane.");
        services = metrics.CreateGauge("pilot_services", "Services known.");
        virtualServices = metrics.CreateGauge("pilot_virt_services", "VirtualServices known.");
        pushes = metrics.CreateCounter("pilot_xds_pushes", "Generations sent to proxies.", "type");
        resources = metrics.CreateCounter("mesh_control_resources_sent_total", "Resources sent to proxies, by kind.", "kind");
        rejected = metrics.CreateCounter("pilot_total_xds_rejects", "Resources that proxies refused.");
        refused = metrics.CreateCounter("mesh_control_connections_refused_total", "Connections refused: limits, or not of the contract.");
        audiencesRefused = metrics.CreateCounter("mesh_control_audiences_refused_total", "Proxies refused for the number of audiences, or of new ones of a peer.");
        compileFailures = metrics.CreateCounter(
            "mesh_control_compile_failures_total", "What could not be compiled, for a bug: config, endpoints or an audience. What was published last is served on.", "what");
        lastGoodSaved = metrics.CreateGauge("mesh_control_last_good_saved_timestamp_seconds", "When the state of --state-dir was last what is in use, in Unix time.");
        lastGoodFailures = metrics.CreateCounter("mesh_control_last_good_save_failures_total", "Attempts to save the state of --state-dir that failed.");
        oversized = metrics.CreateCounter("mesh_control_resources_oversized_total", "Resources not sent for their size, by kind.", "kind");
        audiences = metrics.CreateGauge("mesh_control_audiences", "Kinds of connected proxies that have config of their own.");
        events = metrics.CreateCounter("pilot_inbound_updates", "Config states published.", "type");
        findings = metrics.CreateGauge("mesh_control_config_findings", "Findings about the current config, by severity.", "severity");
        convergence = metrics.CreateHistogram("pilot_proxy_convergence_time", "Seconds from sending a generation to its acknowledgement.",
            new HistogramConfiguration { Buckets = [.01, .05, .1, .5, 1, 3, 5, 10, 20, 30] });
        compileTime = metrics.CreateHistogram("pilot_pushcontext_init_seconds", "Seconds to build a config state.",
            new HistogramConfiguration { Buckets = [.001, .01, .1, .5, 1, 3, 5] });
    }

    public void Refused() => refused.Inc();

    public void AudienceRefused() => audiencesRefused.Inc();

    /// <param name="what">config, endpoints or audience.</param>
    public void CompileFailed(string what) => compileFailures.WithLabels(what).Inc();

    public void LastGoodSaved(bool isSaved, DateTimeOffset now)
    {
        if (isSaved)
            lastGoodSaved.SetToTimeUtc(now);
        else
            lastGoodFailures.Inc();
    }

    public void Oversized(Resource resource) => oversized.WithLabels(resource.Kind.ToString().ToLowerInvariant()).Inc();

    public void EndpointsPublished() => events.WithLabels("endpoints").Inc();

    public void Pushed(Difference difference)
    {
        pushes.WithLabels("delta").Inc();
        foreach (var group in difference.Changed.GroupBy(resource => resource.Kind))
            resources.WithLabels(group.Key.ToString().ToLowerInvariant()).Inc(group.Count());
    }

    public void Answered(TimeSpan elapsed, int rejections)
    {
        convergence.Observe(elapsed.TotalSeconds);
        rejected.Inc(rejections);
    }

    public void Published(int serviceCount, int virtualServiceCount, TimeSpan elapsed)
    {
        services.Set(serviceCount);
        virtualServices.Set(virtualServiceCount);
        events.WithLabels("config").Inc();
        compileTime.Observe(elapsed.TotalSeconds);
    }

    public void Found(string severity, int count) => findings.WithLabels(severity).Set(count);

    /// <summary>Writes everything in Prometheus' text format.</summary>
    public Task WriteAsync(Stream output, int connected, int audienceCount, CancellationToken cancel)
    {
        proxies.Set(connected);
        audiences.Set(audienceCount);
        return registry.CollectAndExportAsTextAsync(output, cancel);
    }
}
