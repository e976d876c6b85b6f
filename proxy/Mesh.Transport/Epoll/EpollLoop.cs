using System.Net;
using Mesh.Transport.Buffers;
using Mesh.Transport.Native;
using Mesh.Transport.Scheduling;

namespace Mesh.Transport.Epoll;

/// <summary>
/// The loop on epoll. A turn: sleep until readiness, a deadline or a post; readiness; deadlines; scheduled work. Each part is bounded, so that none
/// starves the others.
/// </summary>
public sealed class EpollLoop : EventLoop
{
    internal const uint ConnectionEvents = Libc.EPOLLIN | Libc.EPOLLOUT | Libc.EPOLLRDHUP | Libc.EPOLLET;

    private const int EventsPerTurn = 256;

    private readonly int epoll;
    private readonly WakeUp wakeUp;
    private readonly EpollEvents events = new(EventsPerTurn);
    private readonly SourceTable sources = new();
    private readonly WorkQueue work = new();
    private readonly MemoryTrimmer? trimmer;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? thread;
    private bool isStopping;

    /// <exception cref="TransportException">There is no file descriptor left.</exception>
    public EpollLoop(int index, BufferPool? buffers = null, TimeProvider? time = null)
        : base(index, buffers ?? new SlabBufferPool(), new TimerWheel(time ?? TimeProvider.System))
    {
        epoll = Libc.EpollCreate1(Libc.EPOLL_CLOEXEC);
        if (epoll < 0)
        {
            throw new TransportException($"An event loop cannot be made: epoll_create1: {Errno.Describe(Errno.Last)}.", Errno.Last);
        }

        wakeUp = new WakeUp();
        Register(wakeUp, wakeUp.Fd, Libc.EPOLLIN | Libc.EPOLLET);
        trimmer = Buffers is SlabBufferPool slabs ? new MemoryTrimmer(this, slabs, Pipes) : null;
    }

    public override bool IsCurrent => ReferenceEquals(Thread.CurrentThread, thread);

    internal PipePool Pipes { get; } = new();

    internal SpareDescriptor Spare { get; } = new();

    public override void Start()
    {
        thread = new Thread(Run) { Name = $"loop-{Index}", IsBackground = true };
        thread.Start();
    }

    public override void Schedule(Action<object?> action, object? state)
    {
        var item = new WorkItem(action, state);
        if (IsCurrent)
        {
            work.AddLocal(item);
        }
        else if (work.Post(item))
        {
            wakeUp.Signal();
        }
    }

    public override TransportListener Listen(EndPoint endPoint, ListenOptions options, IConnectionAcceptor acceptor)
    {
        (int fd, EndPoint bound) = ListenSocket.Open(endPoint, options);
        return new EpollListener(this, fd, bound, options.MaxConnections, acceptor);
    }

    public override ValueTask<ConnectResult> ConnectAsync(EndPoint endPoint, ConnectOptions options)
    {
        if (isStopping)
        {
            return new ValueTask<ConnectResult>(new ConnectResult(TransportError.Canceled));
        }

        int fd = ConnectSocket.Begin(endPoint, options, out int errno);
        return fd < 0
            ? new ValueTask<ConnectResult>(new ConnectResult(Errno.ToConnectError(errno)))
            : new EpollConnectAttempt(this, fd, endPoint, options).Start();
    }

    public override DatagramSocket? OpenDatagram(IPEndPoint peer, IDatagramReceiver receiver, out TransportError error)
    {
        error = TransportError.Canceled;
        return isStopping ? null : EpollDatagramSocket.Open(this, peer, receiver, out error);
    }

    public override ValueTask DisposeAsync()
    {
        Schedule(static loop => ((EpollLoop)loop!).isStopping = true, this);
        if (thread is null)
        {
            // Never started: end it here.
            isStopping = true;
            Start();
        }

        return new ValueTask(ended.Task);
    }

    /// <summary>Puts a descriptor into the epoll set; returns its number.</summary>
    internal ulong Register(IEpollSource source, int fd, uint events)
    {
        ulong key = sources.Add(source);
        if (EpollEvents.Control(epoll, Libc.EPOLL_CTL_ADD, fd, events, key) != 0)
        {
            int errno = Errno.Last;
            sources.Remove(key);
            throw new TransportException($"A socket cannot be watched: epoll_ctl: {Errno.Describe(errno)}.", errno);
        }

        return key;
    }

    internal ulong AddSource(IEpollSource source) => sources.Add(source);

    internal void Watch(int fd, ulong key, uint events) => _ = EpollEvents.Control(epoll, Libc.EPOLL_CTL_ADD, fd, events, key);

    internal void Unwatch(int fd) => _ = EpollEvents.Control(epoll, Libc.EPOLL_CTL_DEL, fd, 0, 0);

    internal void Replace(ulong key, IEpollSource source) => sources.Replace(key, source);

    /// <summary>The descriptor is about to be closed, which takes it out of the set.</summary>
    internal void Unregister(ulong key) => sources.Remove(key);

    private void Run()
    {
        while (!isStopping)
        {
            RunTurn(work.HasWork ? 0 : Timers.MillisecondsToSleep());
        }

        Stop();
    }

    private unsafe void RunTurn(int timeout)
    {
        int count = Libc.EpollWait(epoll, events.Pointer, events.Capacity, timeout);
        Turn++;
        Timers.Refresh();
        for (int i = 0; i < count; i++)
        {
            if (sources.Find(events.GetData(i)) is { } source)
            {
                Dispatch(source, events.GetFlags(i));
            }
        }

        RunDue();
        trimmer?.Check();
    }

    private void Dispatch(IEpollSource source, uint events)
    {
        try
        {
            source.OnEpoll(events);
        }
        catch (Exception e) when (Fault is not null)
        {
            (source as EpollConnection)?.Abort();
            Fault(e);
        }
    }

    /// <summary>What a throwing callback leaves undone of the rest is done in the next turn.</summary>
    private void RunDue()
    {
        try
        {
            if (Timers.NextDue <= Timers.Now)
            {
                Timers.Advance();
            }

            work.RunTurn();
        }
        catch (Exception e) when (Fault is not null)
        {
            Fault(e);
        }
    }

    private void Stop()
    {
        foreach (IEpollSource source in sources.ToArray())
        {
            source.OnLoopStopping();
        }

        // What ended operations run may end others; what renews itself for ever is cut off.
        work.Close();
        for (int turn = 0; turn < 1000 && work.HasWork; turn++)
        {
            RunDue();
        }

        Pipes.Dispose();
        Spare.Dispose();
        wakeUp.Dispose();
        events.Dispose();
        _ = Libc.Close(epoll);
        ended.SetResult();
    }
}
