namespace Mesh.Proxy.Telemetry;

/// <summary>What a worker counts besides exchanges and connections. Written by that worker, read by the exporter.</summary>
sealed class WorkerCounters
{
    long shed;
    long protocolErrors;

    /// <summary>Connections or requests refused to save the proxy: limits, no file descriptors.</summary>
    public long Shed => Volatile.Read(ref shed);

    /// <summary>Messages refused because they were malformed.</summary>
    public long ProtocolErrors => Volatile.Read(ref protocolErrors);

    public void CountShed() => Volatile.Write(ref shed, shed + 1);

    public void CountProtocolError() => Volatile.Write(ref protocolErrors, protocolErrors + 1);
}
