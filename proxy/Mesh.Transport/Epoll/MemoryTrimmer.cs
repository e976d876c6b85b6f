using Mesh.Transport.Buffers;

namespace Mesh.Transport.Epoll;

/// <summary>
/// Gives memory back after a burst. Set only while there is something to give back: an idle process is not woken. What is dropped here is garbage that a
/// loop in steady state, which allocates nothing, will not cause to be collected: whoever listens to <see cref="EventLoop.Released"/> sees to that. Not
/// the loop itself: a collection stops every loop, and peers decide when a burst ends.
/// </summary>
internal sealed class MemoryTrimmer(EpollLoop loop, SlabBufferPool buffers, PipePool pipes) : TimerEntry
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>At the end of a turn.</summary>
    public void Check()
    {
        if ((buffers.HasSurplus || pipes.HasSurplus) && !IsSet)
        {
            loop.Timers.Set(this, Interval);
        }
    }

    protected internal override void OnDue()
    {
        long dropped = buffers.Trim();
        pipes.Trim();
        if (dropped > 0)
        {
            loop.Released?.Invoke(dropped);
        }
    }
}
