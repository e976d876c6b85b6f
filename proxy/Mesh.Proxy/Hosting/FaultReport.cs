using Mesh.Proxy.Telemetry.Logging;

namespace Mesh.Proxy.Hosting;

/// <summary>
/// Exceptions that nobody expected: counted, and logged with their traces, a few a second, for a peer that found one can repeat it at will. What it
/// happened to is lost; the loop goes on. Called by all loops.
/// </summary>
sealed class FaultReport
{
    const int LinesPerSecond = 5;

    readonly LogLimit limit = new(LinesPerSecond);
    long total;

    /// <summary>Since start: mesh_proxy_faults_total.</summary>
    public long Total => Interlocked.Read(ref total);

    /// <summary>A timer, an observer, an acceptor or scheduled work threw.</summary>
    public void OnLoop(Exception exception)
    {
        Interlocked.Increment(ref total);
        Log.Write(LogArea.Main, LogLevel.Error, limit, $"a bug in an event loop: {exception}");
    }

    /// <summary>Serving a connection threw; true: it is dealt with, the connection is closed.</summary>
    public bool OnConnection(Exception exception)
    {
        Interlocked.Increment(ref total);
        Log.Write(LogArea.Main, LogLevel.Error, limit, $"a bug cost a connection: {exception}");
        return true;
    }
}
