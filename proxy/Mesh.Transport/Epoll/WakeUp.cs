using Mesh.Transport.Native;

namespace Mesh.Transport.Epoll;

/// <summary>The eventfd by which other threads end a loop's sleep. Edge-triggered, so it never has to be read.</summary>
internal sealed unsafe class WakeUp : IEpollSource, IDisposable
{
    public WakeUp()
    {
        Fd = Libc.EventFd(0, Libc.EFD_NONBLOCK | Libc.EFD_CLOEXEC);
        if (Fd < 0)
        {
            throw new TransportException($"An event loop cannot be made: eventfd: {Errno.Describe(Errno.Last)}.", Errno.Last);
        }
    }

    public int Fd { get; }

    /// <summary>From any thread.</summary>
    public void Signal()
    {
        ulong one = 1;
        // Only a counter at its limit can refuse, and that wakes as well.
        _ = Libc.Write(Fd, (byte*)&one, sizeof(ulong));
    }

    /// <summary>The posted work itself is run at the end of each turn.</summary>
    public void OnEpoll(uint events)
    {
    }

    public void OnLoopStopping()
    {
    }

    public void Dispose() => _ = Libc.Close(Fd);
}
