namespace Mesh.ControlPlane.Distribution;

/// <summary>
/// Numbers of generations. They begin at the time of day in microseconds, so that they go on rising over restarts of the control plane
/// without anything being stored.
/// </summary>
sealed class GenerationSource(TimeProvider time)
{
    readonly Lock gate = new();
    ulong last;

    public ulong Next()
    {
        var now = (ulong)((time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        lock (gate)
            return last = Math.Max(now, last + 1);
    }
}
