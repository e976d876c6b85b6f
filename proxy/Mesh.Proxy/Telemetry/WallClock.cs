namespace Mesh.Proxy.Telemetry;

/// <summary>
/// From monotonic timestamps, in which everything is measured, to the time of day, in which it is logged. Anchored anew at most once a second, so
/// that adjustments of the system's clock are followed. For one thread.
/// </summary>
sealed class WallClock(TimeProvider time)
{
    long anchor = long.MinValue;
    DateTime anchorTime;

    public DateTime At(long timestamp)
    {
        if (anchor == long.MinValue || timestamp - anchor > time.TimestampFrequency)
        {
            anchor = time.GetTimestamp();
            anchorTime = time.GetUtcNow().UtcDateTime;
        }

        return anchorTime.AddTicks(ToTicks(timestamp - anchor));
    }

    public long WholeMilliseconds(long duration) => ToTicks(duration) / TimeSpan.TicksPerMillisecond;

    long ToTicks(long duration) => (long)(duration * ((double)TimeSpan.TicksPerSecond / time.TimestampFrequency));
}
