namespace Mesh.Proxy.Telemetry.Logging;

/// <summary>
/// Lets through a few lines a second and counts the rest: for events that a peer can cause at will. One instance per kind of event, shared by workers: a
/// race between them costs a line, not a crash.
/// </summary>
sealed class LogLimit(int linesPerSecond, TimeProvider? time = null)
{
    readonly TimeProvider time = time ?? TimeProvider.System;
    long second = long.MinValue;
    int lines;
    int suppressed;

    public bool Allow()
    {
        var now = time.GetTimestamp() / time.TimestampFrequency;
        if (Interlocked.Exchange(ref second, now) != now)
        {
            Volatile.Write(ref lines, 0);
        }

        if (Interlocked.Increment(ref lines) <= linesPerSecond)
        {
            return true;
        }

        Interlocked.Increment(ref suppressed);
        return false;
    }

    /// <summary>How many were not let through since the last call.</summary>
    public int TakeSuppressed() => Interlocked.Exchange(ref suppressed, 0);
}
