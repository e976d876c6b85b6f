using Mesh.Proxy.Admin;
using Mesh.Proxy.Config;
using Mesh.Proxy.Telemetry.AccessLogs;
using Prometheus;

namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>
/// The proxy's own metrics: Envoy's names where the meaning is Envoy's, process_* as Prometheus clients have them, mesh_proxy_* for the rest. Read at
/// scrape; costs nothing in between.
/// </summary>
sealed class ProxyMetrics
{
    readonly TimeProvider time;
    readonly long started;
    readonly IReadOnlyList<WorkerTelemetry> workers;
    readonly SnapshotHolder config;
    readonly LogWriter log;
    readonly Gauge uptime;
    readonly Gauge live;
    readonly Gauge state;
    readonly Gauge allocated;
    readonly Gauge heap;
    readonly Gauge connections;
    readonly Gauge listenerActive;
    readonly Counter listenerTotal;
    readonly Gauge cpu;
    readonly Gauge resident;
    readonly Gauge virtualMemory;
    readonly Gauge openFiles;
    readonly Gauge generation;
    readonly Gauge age;
    readonly Gauge rejected;
    readonly Gauge buffers;
    readonly Gauge series;
    readonly Counter shed;
    readonly Counter faults;
    readonly Counter protocolErrors;
    readonly Http2Metrics http2;
    readonly Counter overflowed;
    readonly Counter droppedLines;
    readonly Counter failedWrites;
    long published;

    public ProxyMetrics(IMetricFactory factory, TelemetrySources sources, string version)
    {
        (workers, config, log, time) = (sources.Workers, sources.Config, sources.Log, sources.Time);
        started = published = time.GetTimestamp();
        config.Changed += (_, _) => Volatile.Write(ref published, time.GetTimestamp());
        factory.CreateGauge("istio_build", "Component and version of this process.", ["component", "tag"]).WithLabels("proxy", version).Set(1);
        factory.CreateGauge("envoy_server_concurrency", "Worker threads.").Set(workers.Count);
        uptime = factory.CreateGauge("envoy_server_uptime", "Seconds since start.");
        live = factory.CreateGauge("envoy_server_live", "1 if the proxy serves and is not draining.");
        state = factory.CreateGauge("envoy_server_state", "0 live, 1 draining, 2 pre-initializing, 3 initializing.");
        allocated = factory.CreateGauge("envoy_server_memory_allocated", "Bytes of managed memory in use.");
        heap = factory.CreateGauge("envoy_server_memory_heap_size", "Bytes of managed memory committed.");
        connections = factory.CreateGauge("envoy_server_total_connections", "Open connections of applications.");
        listenerActive = factory.CreateGauge("envoy_listener_downstream_cx_active", "Open connections.", ["listener_address"]);
        listenerTotal = factory.CreateCounter("envoy_listener_downstream_cx_total", "Accepted connections.", ["listener_address"]);
        cpu = factory.CreateGauge("process_cpu_seconds_total", "User and system CPU time.");
        resident = factory.CreateGauge("process_resident_memory_bytes", "Resident memory.");
        virtualMemory = factory.CreateGauge("process_virtual_memory_bytes", "Virtual memory.");
        openFiles = factory.CreateGauge("process_open_fds", "Open file descriptors.");
        generation = factory.CreateGauge("mesh_proxy_config_generation", "Generation of the configuration in use.");
        age = factory.CreateGauge("mesh_proxy_config_age_seconds", "Seconds since the configuration last changed.");
        rejected = factory.CreateGauge("mesh_proxy_config_rejected_resources", "Resources of the newest generation that were refused.");
        buffers = factory.CreateGauge("mesh_proxy_buffers_rented", "Pooled buffers in use.");
        series = factory.CreateGauge("mesh_proxy_telemetry_series", "Label sets counted, all workers together.");
        shed = factory.CreateCounter("mesh_proxy_shed_total", "Connections and requests refused to save the proxy.");
        faults = factory.CreateCounter("mesh_proxy_faults_total", "Unexpected exceptions: bugs, each of which cost a connection or a piece of work.");
        protocolErrors = factory.CreateCounter("mesh_proxy_protocol_errors_total", "Malformed messages refused.");
        http2 = new Http2Metrics(factory);
        overflowed = factory.CreateCounter("mesh_proxy_telemetry_overflow_total", "New label sets that were counted as overflow.");
        droppedLines = factory.CreateCounter("mesh_proxy_access_log_dropped_total", "Access log lines dropped because the log stalled or failed.");
        failedWrites = factory.CreateCounter("mesh_proxy_access_log_write_failures_total", "Writes to the access log that failed.");
    }

    /// <summary>Brings the registry up to date.</summary>
    public void Collect(IProxyControl control)
    {
        CollectServer(control);
        CollectProcess();
        CollectConfig(control);
        CollectWorkers(control);
        foreach (var listener in control.Listeners)
        {
            listenerActive.WithLabels(listener.Address).Set(listener.ActiveConnections);
            listenerTotal.WithLabels(listener.Address).IncTo(listener.TotalConnections);
        }
    }

    void CollectServer(IProxyControl control)
    {
        uptime.Set(Math.Floor(time.GetElapsedTime(started).TotalSeconds));
        live.Set(control.State == ProxyState.Live ? 1 : 0);
        state.Set((int)control.State);
        connections.Set(control.ActiveConnections);
        buffers.Set(control.RentedBuffers);
    }

    void CollectProcess()
    {
        var status = ProcessStatus.Read();
        cpu.Set(status.CpuSeconds);
        resident.Set(status.ResidentBytes);
        virtualMemory.Set(status.VirtualBytes);
        openFiles.Set(status.OpenFiles);
        allocated.Set(GC.GetTotalMemory(forceFullCollection: false));
        heap.Set(GC.GetGCMemoryInfo().TotalCommittedBytes);
    }

    void CollectConfig(IProxyControl control)
    {
        generation.Set(config.Current.Generation);
        age.Set(Math.Floor(time.GetElapsedTime(Volatile.Read(ref published)).TotalSeconds));
        rejected.Set(control.RejectedResources.Count);
    }

    void CollectWorkers(IProxyControl control)
    {
        series.Set(workers.Sum(worker => worker.Http.Count + worker.Tcp.Count));
        shed.IncTo(workers.Sum(worker => worker.Counters.Shed) + control.Listeners.Sum(listener => listener.ShedConnections));
        faults.IncTo(control.Faults);
        protocolErrors.IncTo(workers.Sum(worker => worker.Counters.ProtocolErrors));
        http2.Collect(workers);
        overflowed.IncTo(workers.Sum(worker => worker.Http.Overflowed + worker.Tcp.Overflowed));
        droppedLines.IncTo(log.DroppedLines);
        failedWrites.IncTo(log.FailedWrites);
    }
}
