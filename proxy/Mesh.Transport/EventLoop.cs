using System.IO.Pipelines;
using System.Net;

namespace Mesh.Transport;

/// <summary>
/// One thread and everything that belongs to it: connections, listeners, timers, buffers. All members except <see cref="PipeScheduler.Schedule"/>,
/// <see cref="Start"/> and <see cref="DisposeAsync"/> are for the loop's own thread; continuations of its operations run inline on that thread.
/// </summary>
public abstract class EventLoop : PipeScheduler, IAsyncDisposable
{
    protected EventLoop(int index, BufferPool buffers, TimerWheel timers)
    {
        Index = index;
        Buffers = buffers;
        Timers = timers;
    }

    /// <summary>Number of this loop among the process's loops, from 0.</summary>
    public int Index { get; }

    public BufferPool Buffers { get; }

    public TimerWheel Timers { get; }

    /// <summary>Number of the loop's turn: what has been done in this one is bounded by it.</summary>
    internal long Turn { get; private protected set; }

    /// <summary>
    /// Given what a callback (an acceptor, an observer, a timer, scheduled work) threw, on the loop's thread: a bug, reported, which costs the
    /// connection it happened on but not the others. Null: the exception ends the process.
    /// </summary>
    public Action<Exception>? Fault { get; set; }

    /// <summary>Told, on the loop's thread, how many bytes of buffers the loop has just let go after a burst: managed memory, garbage from now on.</summary>
    public Action<long>? Released { get; set; }

    /// <summary>True on the loop's own thread.</summary>
    public abstract bool IsCurrent { get; }

    /// <summary>Starts the thread. Work scheduled before runs first.</summary>
    public abstract void Start();

    /// <summary>Binds and listens. Accepted connections are pinned to this loop and handed to <paramref name="acceptor"/> on it.</summary>
    /// <exception cref="TransportException">The address cannot be bound; the message says which, why, and what to do.</exception>
    public abstract TransportListener Listen(EndPoint endPoint, ListenOptions options, IConnectionAcceptor acceptor);

    /// <summary>Connects. Never throws for what the network does: the result says what failed.</summary>
    public abstract ValueTask<ConnectResult> ConnectAsync(EndPoint endPoint, ConnectOptions options);

    /// <summary>A UDP socket that talks to one peer; null if the system refuses it.</summary>
    public abstract DatagramSocket? OpenDatagram(IPEndPoint peer, IDatagramReceiver receiver, out TransportError error);

    /// <summary>Stops accepting, aborts what is left, runs what was scheduled, and ends the thread.</summary>
    public abstract ValueTask DisposeAsync();
}
