using Mesh.Proxy.Config;
using Mesh.Proxy.Telemetry.AccessLogs;

namespace Mesh.Proxy.Telemetry;

/// <summary>What exporting reads from.</summary>
sealed record TelemetrySources(IReadOnlyList<WorkerTelemetry> Workers, SnapshotHolder Config, LogWriter Log, TimeProvider Time);
