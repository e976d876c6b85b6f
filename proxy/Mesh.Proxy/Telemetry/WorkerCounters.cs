using Mesh.Protocols.Http2.Abuse;

namespace Mesh.Proxy.Telemetry;

/// <summary>What a worker counts besides exchanges and connections. Written by that worker, read by the exporter.</summary>
sealed class WorkerCounters
{
    long shed;
    long protocolErrors;
    long stalledStreams;

    /// <summary>What HTTP/2 peers did too much of; null: nothing is served.</summary>
    public Http2AbuseCounters? Http2 { get; set; }

    /// <summary>HTTP/2 streams ended because their peer took nothing of what was to be sent.</summary>
    public long StalledStreams => Volatile.Read(ref stalledStreams);

    /// <summary>Connections or requests refused to save the proxy: limits, no file descriptors.</summary>
    public long Shed => Volatile.Read(ref shed);

    /// <summary>Messages refused because they were malformed.</summary>
    public long ProtocolErrors => Volatile.Read(ref protocolErrors);

    public void CountShed() => Volatile.Write(ref shed, shed + 1);

    public void CountStalledStream() => Volatile.Write(ref stalledStreams, stalledStreams + 1);

    public void CountProtocolError() => Volatile.Write(ref protocolErrors, protocolErrors + 1);
}
