namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>What all series have: labels, and an end. Everything but <see cref="IsExpired"/> is for the worker's thread.</summary>
abstract class Series(string[] labels)
{
    bool isExpired;
    long activityBefore;

    /// <summary>In the order of <see cref="IstioLabelNames"/>.</summary>
    public string[] Labels { get; } = labels;

    /// <summary>It gave its place to another: nothing is counted in it any more. Any thread.</summary>
    public bool IsExpired => Volatile.Read(ref isExpired);

    /// <summary>Sweeps in a row without anything counted.</summary>
    public int IdleSweeps { get; private set; }

    /// <summary>Grows with whatever is counted.</summary>
    protected abstract long Activity { get; }

    /// <summary>Somebody holds it and will count in it.</summary>
    protected abstract bool IsHeld { get; }

    /// <summary>Looks, from time to time, whether anything happened: that costs the requests nothing.</summary>
    public void Sweep()
    {
        IdleSweeps = IsHeld || Activity != activityBefore ? 0 : IdleSweeps + 1;
        activityBefore = Activity;
    }

    /// <summary>True if it was idle as long as a series must be that gives its place away.</summary>
    public bool TryExpire(int idleSweeps)
    {
        if (IdleSweeps < idleSweeps || IsHeld || Activity != activityBefore)
        {
            return false;
        }

        Volatile.Write(ref isExpired, true);
        return true;
    }
}
