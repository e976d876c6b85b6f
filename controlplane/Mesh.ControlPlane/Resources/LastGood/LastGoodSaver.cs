namespace Mesh.ControlPlane.Resources.LastGood;

/// <summary>
/// Saves last good versions away from whoever has them, since disks are slow and who reads the config has endpoints to deliver. The newest
/// wins; what could not be saved is tried again, and the last is saved at an orderly stop.
/// </summary>
/// <remarks>All that is in use is written at a time, so that saving is given a share of the time and no more.</remarks>
sealed class LastGoodSaver : IAsyncDisposable
{
    static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(1);

    // To the time a save took.
    const int RestFactor = 9;
    const int MaxDoublings = 6;

    readonly Lock gate = new();
    readonly Lock saving = new();
    readonly LastGoodState state;
    readonly TimeProvider time;
    readonly ITimer timer;
    IReadOnlyDictionary<string, IReadOnlyDictionary<ResourceKey, Resource>>? pending;
    bool isScheduled;
    long restsSince;
    TimeSpan rest;
    int failures;

    /// <param name="state">Of which this is the owner from now on.</param>
    /// <param name="time">Says when it is time to save again.</param>
    public LastGoodSaver(LastGoodState state, TimeProvider time)
    {
        (this.state, this.time) = (state, time);
        timer = time.CreateTimer(_ => SaveNow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Saves what is in use, by file, soon. Never blocks.</summary>
    public void Post(IReadOnlyDictionary<string, IReadOnlyDictionary<ResourceKey, Resource>> lastGood)
    {
        lock (gate)
        {
            pending = lastGood;
            Schedule();
        }
    }

    /// <summary>Saves what is pending, on the caller's thread.</summary>
    public void SaveNow()
    {
        lock (saving)
            if (Take() is { } lastGood)
            {
                var start = time.GetTimestamp();
                Rest(lastGood, state.Save(lastGood), time.GetElapsedTime(start));
            }
    }

    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync().ConfigureAwait(false);
        SaveNow();
    }

    IReadOnlyDictionary<string, IReadOnlyDictionary<ResourceKey, Resource>>? Take()
    {
        lock (gate)
        {
            var taken = pending;
            (pending, isScheduled) = (null, false);
            return taken;
        }
    }

    void Rest(IReadOnlyDictionary<string, IReadOnlyDictionary<ResourceKey, Resource>> lastGood, bool isSaved, TimeSpan took)
    {
        lock (gate)
        {
            failures = isSaved ? 0 : failures + 1;
            restsSince = time.GetTimestamp();
            var shortest = ShortestRest * (1 << Math.Clamp(failures - 1, 0, MaxDoublings));
            rest = took * RestFactor > shortest ? took * RestFactor : shortest;
            if (!isSaved)
                pending ??= lastGood;
            if (pending is not null)
                Schedule();
        }
    }

    // The first is saved at once.
    void Schedule()
    {
        if (isScheduled)
            return;
        isScheduled = true;
        var left = rest - (rest > TimeSpan.Zero ? time.GetElapsedTime(restsSince) : TimeSpan.Zero);
        timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
