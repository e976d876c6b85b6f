namespace Mesh.Protocols.Http2.Abuse;

/// <summary>A token bucket in milliseconds of the caller's clock. Useful work can refill it, never beyond its burst.</summary>
struct Http2Budget(Http2Rate rate)
{
    const long Unit = 1000;

    long level = rate.Burst * Unit;
    long filledAt = long.MinValue;

    /// <summary>False if there is not enough left; nothing is taken then.</summary>
    public bool TryTake(int count, long now)
    {
        Fill(now);
        if (level < count * Unit)
        {
            return false;
        }

        level -= count * Unit;
        return true;
    }

    public void Earn(int count) => level = Math.Min(rate.Burst * Unit, level + (count * Unit));

    void Fill(long now)
    {
        var elapsed = filledAt == long.MinValue ? 0 : Math.Clamp(now - filledAt, 0, 3_600_000);
        level = Math.Min(rate.Burst * Unit, level + (elapsed * rate.PerSecond));
        filledAt = now;
    }
}
