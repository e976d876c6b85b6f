using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.Telemetry.Metrics;

namespace Mesh.Proxy.Admin;

/// <summary>What pages show and act on.</summary>
/// <param name="CommandLine">Options as the process was started with, for /server_info.</param>
sealed record AdminContext(
    IProxyControl Control,
    SnapshotHolder Config,
    MetricsExporter Metrics,
    Node Node,
    string Version,
    int Workers,
    IReadOnlyDictionary<string, string> CommandLine,
    TimeProvider Time)
{
    /// <summary>When the process started, in the clock's timestamps.</summary>
    public long Started { get; } = Time.GetTimestamp();
}
