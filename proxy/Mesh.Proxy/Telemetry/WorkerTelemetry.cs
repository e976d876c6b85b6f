using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Telemetry;

/// <summary>A worker's counters and log buffer: plain fields, written by that worker alone, read by the exporter at scrape.</summary>
sealed class WorkerTelemetry(int worker)
{
    public int Worker { get; } = worker;

    /// <summary>The one place where a finished exchange is counted and logged.</summary>
    public void Complete(Exchange exchange)
    {
    }

    /// <summary>A TCP connection (or tunnel) was routed.</summary>
    public void TcpOpened(TcpFlow flow)
    {
    }

    /// <summary>Bytes since the last report; at least every 5 s on long connections (7.2).</summary>
    public void TcpProgress(TcpFlow flow)
    {
    }

    public void TcpClosed(TcpFlow flow)
    {
    }
}
