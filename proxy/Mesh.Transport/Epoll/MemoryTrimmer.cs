using Mesh.Transport.Buffers;

namespace Mesh.Transport.Epoll;

/// <summary>
/// Gives memory back after a burst. A loop in steady state allocates nothing, so the garbage collector would never run by itself and what the burst
/// left would stay resident. Set only while there is something to give back: an idle process is not woken.
/// </summary>
internal sealed class MemoryTrimmer(EpollLoop loop, SlabBufferPool buffers, PipePool pipes) : TimerEntry
{
    /// <summary>What has to be garbage for a collection to be worth its pause.</summary>
    private const long WorthCollecting = 4 * 1024 * 1024;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_betweenCollections = TimeSpan.FromSeconds(10);
    private static long s_lastCollection;

    private long _dropped;

    private bool HasSurplus => buffers.HasSurplus || pipes.HasSurplus || _dropped >= WorthCollecting;

    /// <summary>At the end of a turn.</summary>
    public void Check()
    {
        if (HasSurplus && !IsSet)
        {
            loop.Timers.Set(this, s_interval);
        }
    }

    protected internal override void OnDue()
    {
        _dropped += buffers.Trim();
        pipes.Trim();
        if (_dropped >= WorthCollecting && MayCollect())
        {
            _dropped = 0;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    /// <summary>One collection serves all loops of the process.</summary>
    private bool MayCollect()
    {
        long last = Interlocked.Read(ref s_lastCollection);
        long now = loop.Timers.Time.GetTimestamp();
        return (last == 0 || loop.Timers.Time.GetElapsedTime(last, now) >= s_betweenCollections)
            && Interlocked.CompareExchange(ref s_lastCollection, now, last) == last;
    }
}
