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

    private readonly int _epoll;
    private readonly WakeUp _wakeUp;
    private readonly EpollEvents _events = new(EventsPerTurn);
    private readonly SourceTable _sources = new();
    private readonly WorkQueue _work = new();
    private readonly MemoryTrimmer? _trimmer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;
    private bool _isStopping;

    /// <exception cref="TransportException">There is no file descriptor left.</exception>
    public EpollLoop(int index, BufferPool? buffers = null, TimeProvider? time = null)
        : base(index, buffers ?? new SlabBufferPool(), new TimerWheel(time ?? TimeProvider.System))
    {
        _epoll = Libc.EpollCreate1(Libc.EPOLL_CLOEXEC);
        if (_epoll < 0)
        {
            throw new TransportException($"An event loop cannot be made: epoll_create1: {Errno.Describe(Errno.Last)}.", Errno.Last);
        }

        _wakeUp = new WakeUp();
        Register(_wakeUp, _wakeUp.Fd, Libc.EPOLLIN | Libc.EPOLLET);
        _trimmer = Buffers is SlabBufferPool slabs ? new MemoryTrimmer(this, slabs, Pipes) : null;
    }

    public override bool IsCurrent => ReferenceEquals(Thread.CurrentThread, _thread);

    internal PipePool Pipes { get; } = new();

    internal SpareDescriptor Spare { get; } = new();

    public override void Start()
    {
        _thread = new Thread(Run) { Name = $"loop-{Index}", IsBackground = true };
        _thread.Start();
    }

    public override void Schedule(Action<object?> action, object? state)
    {
        var item = new WorkItem(action, state);
        if (IsCurrent)
        {
            _work.AddLocal(item);
        }
        else if (_work.Post(item))
        {
            _wakeUp.Signal();
        }
    }

    public override TransportListener Listen(EndPoint endPoint, ListenOptions options, IConnectionAcceptor acceptor)
    {
        (int fd, EndPoint bound) = ListenSocket.Open(endPoint, options);
        return new EpollListener(this, fd, bound, options.MaxConnections, acceptor);
    }

    public override ValueTask<ConnectResult> ConnectAsync(EndPoint endPoint, ConnectOptions options)
    {
        if (_isStopping)
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
        return _isStopping ? null : EpollDatagramSocket.Open(this, peer, receiver, out error);
    }

    public override ValueTask DisposeAsync()
    {
        Schedule(static loop => ((EpollLoop)loop!)._isStopping = true, this);
        if (_thread is null)
        {
            // Never started: end it here.
            _isStopping = true;
            Start();
        }

        return new ValueTask(_ended.Task);
    }

    /// <summary>Puts a descriptor into the epoll set; returns its number.</summary>
    internal ulong Register(IEpollSource source, int fd, uint events)
    {
        ulong key = _sources.Add(source);
        if (EpollEvents.Control(_epoll, Libc.EPOLL_CTL_ADD, fd, events, key) != 0)
        {
            int errno = Errno.Last;
            _sources.Remove(key);
            throw new TransportException($"A socket cannot be watched: epoll_ctl: {Errno.Describe(errno)}.", errno);
        }

        return key;
    }

    internal ulong AddSource(IEpollSource source) => _sources.Add(source);

    internal void Watch(int fd, ulong key, uint events) => _ = EpollEvents.Control(_epoll, Libc.EPOLL_CTL_ADD, fd, events, key);

    internal void Unwatch(int fd) => _ = EpollEvents.Control(_epoll, Libc.EPOLL_CTL_DEL, fd, 0, 0);

    internal void Replace(ulong key, IEpollSource source) => _sources.Replace(key, source);

    /// <summary>The descriptor is about to be closed, which takes it out of the set.</summary>
    internal void Unregister(ulong key) => _sources.Remove(key);

    private void Run()
    {
        while (!_isStopping)
        {
            RunTurn(_work.HasWork ? 0 : Timers.MillisecondsToSleep());
        }

        Stop();
    }

    private unsafe void RunTurn(int timeout)
    {
        int count = Libc.EpollWait(_epoll, _events.Pointer, _events.Capacity, timeout);
        Turn++;
        Timers.Refresh();
        for (int i = 0; i < count; i++)
        {
            if (_sources.Find(_events.GetData(i)) is { } source)
            {
                Dispatch(source, _events.GetFlags(i));
            }
        }

        RunDue();
        _trimmer?.Check();
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

            _work.RunTurn();
        }
        catch (Exception e) when (Fault is not null)
        {
            Fault(e);
        }
    }

    private void Stop()
    {
        foreach (IEpollSource source in _sources.ToArray())
        {
            source.OnLoopStopping();
        }

        // What ended operations run may end others; what renews itself for ever is cut off.
        _work.Close();
        for (int turn = 0; turn < 1000 && _work.HasWork; turn++)
        {
            RunDue();
        }

        Pipes.Dispose();
        Spare.Dispose();
        _wakeUp.Dispose();
        _events.Dispose();
        _ = Libc.Close(_epoll);
        _ended.SetResult();
    }
}
