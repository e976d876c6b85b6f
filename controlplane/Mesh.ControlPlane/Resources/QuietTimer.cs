namespace Mesh.ControlPlane.Resources;

/// <summary>Says when changes have come to rest, and now and then while they do not.</summary>
sealed class QuietTimer : IAsyncDisposable
{
    readonly Lock gate = new();
    readonly TimeProvider time;
    readonly TimeSpan quiet;
    readonly TimeSpan longest;
    readonly ITimer timer;
    long firstChange;
    bool pending;

    /// <param name="time">Clock of the delays.</param>
    /// <param name="quiet">So long without a change is rest.</param>
    /// <param name="longest">After so long it is said anyway.</param>
    /// <param name="said">Called on any thread.</param>
    public QuietTimer(TimeProvider time, TimeSpan quiet, TimeSpan longest, Action said)
    {
        this.time = time;
        this.quiet = quiet;
        this.longest = longest;
        timer = time.CreateTimer(_ => OnQuiet(said), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something changed.</summary>
    public void Changed()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            firstChange = pending ? firstChange : now;
            pending = true;
            var left = longest - time.GetElapsedTime(firstChange, now);
            var delay = left < quiet ? left : quiet;
            timer.Change(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public ValueTask DisposeAsync() => timer.DisposeAsync();

    void OnQuiet(Action said)
    {
        lock (gate)
        {
            pending = false;
        }

        said();
    }
}
