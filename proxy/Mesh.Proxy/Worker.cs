using Mesh.Proxy.Config;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Telemetry;
using Mesh.Transport;

namespace Mesh.Proxy;

/// <summary>One core's share of the proxy: its loop and everything a request on it touches.</summary>
sealed class Worker(int index, EventLoop loop, SnapshotHolder config, WorkerTelemetry telemetry)
{
    FastRandom random = new((ulong)index + 1);

    public int Index { get; } = index;

    public EventLoop Loop { get; } = loop;

    public SnapshotHolder Config { get; } = config;

    public WorkerTelemetry Telemetry { get; } = telemetry;

    public ref FastRandom Random => ref random;
}
