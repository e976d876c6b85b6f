using System.Runtime.InteropServices;
using Mesh.Contract;
using Mesh.Proxy.Admin;
using Mesh.Proxy.Config;
using Mesh.Proxy.Telemetry.AccessLogs;
using Mesh.Proxy.Telemetry.Logging;
using Mesh.Proxy.Telemetry.Metrics;
using Mesh.Proxy.Telemetry.Peers;

namespace Mesh.Proxy.Telemetry;

/// <summary>
/// The process's telemetry, put together: one <see cref="WorkerTelemetry"/> per worker, the access log they share, the exporter. Follows the
/// configuration by itself. The host makes one, before its workers.
/// </summary>
sealed class ProxyTelemetry : IDisposable
{
    /// <summary>Two buffers for each worker, one being filled and one being written, and some for bursts: 64 KB each, made when needed.</summary>
    const int SpareLogBuffers = 8;

    /// <summary>SIGUSR1 on Linux; PosixSignal has no name for it.</summary>
    const PosixSignal ReopenSignal = (PosixSignal)10;

    readonly WorkerTelemetry[] workers;
    readonly SnapshotHolder config;
    readonly TimeProvider time;
    readonly Node node;
    readonly LogWriter writer;
    readonly AccessLogSwitch accessLog;
    PosixSignalRegistration? signal;
    volatile OwnMetadata ownMetadata;

    public ProxyTelemetry(int workers, Node node, SnapshotHolder config, TimeProvider time)
    {
        writer = new LogWriter(workers * 2 + SpareLogBuffers);
        accessLog = new AccessLogSwitch(writer);
        this.workers = [.. Enumerable.Range(0, workers).Select(worker => new WorkerTelemetry(worker, accessLog, time))];
        this.config = config;
        this.node = node;
        this.time = time;
        ownMetadata = OwnMetadata.Of(node, config.Current.Workload.Identity ?? new WorkloadIdentity());
        config.Changed += OnConfigChanged;
        OnConfigChanged(Snapshot.Empty, config.Current);
    }

    /// <summary>For the constructor of each worker.</summary>
    public IReadOnlyList<WorkerTelemetry> Workers => workers;

    /// <summary>What requests to other workloads carry; read per request, it may change.</summary>
    public OwnMetadata OwnMetadata => ownMetadata;

    public MetricsExporter CreateExporter(IProxyControl control, string version) =>
        new(new TelemetrySources(workers, config, writer, time), control, version);

    /// <summary>From now on SIGUSR1 opens the access log's file again, as with Envoy.</summary>
    public void ReopenLogsOnSignal() => signal ??= PosixSignalRegistration.Create(ReopenSignal, context =>
    {
        context.Cancel = true;
        accessLog.Reopen();
    });

    /// <summary>Writes what waits. The workers must have flushed theirs (<see cref="WorkerTelemetry.Flush"/>, on their threads).</summary>
    public void Dispose()
    {
        config.Changed -= OnConfigChanged;
        signal?.Dispose();
        writer.Dispose();
    }

    void OnConfigChanged(Snapshot before, Snapshot after)
    {
        if (accessLog.Apply(after.Workload.AccessLog) is { Length: > 0 } error)
        {
            Log.Write(LogArea.Telemetry, LogLevel.Error, $"{error}; the access log stays as it was");
        }

        if (!ReferenceEquals(before.Workload, after.Workload))
        {
            ownMetadata = OwnMetadata.Of(node, after.Workload.Identity ?? new WorkloadIdentity());
        }
    }
}
