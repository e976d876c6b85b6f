using Mesh.Transport;

namespace Mesh.Proxy.Hosting;

/// <summary>
/// Collects what workers let go after a burst: in steady state nothing is allocated, so the garbage collector would never run by itself and the burst's
/// memory would stay resident. A collection stops all workers, and a peer can cause bursts: so it is done seldom, in a quiet moment, and moves nothing.
/// </summary>
/// <param name="loop">The main loop, which serves nobody.</param>
/// <param name="rented">Buffers in use by connections now.</param>
/// <param name="collect">Null: the garbage collector.</param>
sealed class MemoryReclaim(EventLoop loop, Func<long> rented, Action? collect = null) : TimerEntry
{
    /// <summary>What has to be garbage for a collection to be worth its pause.</summary>
    public const long WorthCollecting = 4 * 1024 * 1024;

    /// <summary>At most this many buffers in use: nobody notices a pause.</summary>
    const int QuietBuffers = 8;

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    static readonly TimeSpan BetweenCollections = TimeSpan.FromMinutes(1);

    readonly Action collect = collect ?? Collect;
    long garbage;
    long? lastCollection;

    /// <summary>From any thread.</summary>
    public void Add(long bytes) => loop.Schedule(_ => Note(bytes), null);

    void Note(long bytes)
    {
        garbage += bytes;
        if (garbage >= WorthCollecting && !IsSet)
        {
            loop.Timers.Set(this, Interval);
        }
    }

    protected override void OnDue()
    {
        var time = loop.Timers.Time;
        if (rented() > QuietBuffers || (lastCollection is { } last && time.GetElapsedTime(last) < BetweenCollections))
        {
            loop.Timers.Set(this, Interval);
            return;
        }

        lastCollection = time.GetTimestamp();
        garbage = 0;
        collect();
    }

    static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false, compacting: false);
}
