namespace Mesh.ControlPlane.Distribution;

/// <summary>So many at once, and so many a second from then on. Not thread-safe.</summary>
sealed class TokenBucket(int burst, double perSecond, TimeProvider time)
{
    double tokens = burst;
    long filledAt = time.GetTimestamp();

    /// <summary>Nothing was taken for so long that it is as new.</summary>
    public bool IsFull
    {
        get
        {
            Fill();
            return tokens >= burst;
        }
    }

    public bool TryTake()
    {
        Fill();
        if (tokens < 1)
            return false;
        tokens--;
        return true;
    }

    void Fill()
    {
        var now = time.GetTimestamp();
        tokens = Math.Min(burst, tokens + time.GetElapsedTime(filledAt, now).TotalSeconds * perSecond);
        filledAt = now;
    }
}
