using System.Net;
using Mesh.Transport.Buffers;
using Mesh.Transport.Scheduling;

namespace Mesh.Transport.Sockets;

/// <summary>
/// The loop over Kestrel's socket transport: portable, and the one that benchmarks compare. The sockets are served by .NET's own engine; this loop is a
/// thread onto which all that the engine completes is posted, so that the proxy's rule of one thread holds.
/// </summary>
public sealed class SocketsLoop : EventLoop
{
    private readonly WorkQueue _work = new();
    private readonly SemaphoreSlim _wakeUp = new(0);
    private readonly HashSet<SocketsConnection> _connections = [];
    private readonly HashSet<SocketsListener> _listeners = [];
    private readonly HashSet<SocketsDatagramSocket> _datagramSockets = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;
    private bool _isStopping;

    public SocketsLoop(int index, BufferPool? buffers = null, TimeProvider? time = null)
        : base(index, buffers ?? new SlabBufferPool(), new TimerWheel(time ?? TimeProvider.System))
    {
    }

    public override bool IsCurrent => ReferenceEquals(Thread.CurrentThread, _thread);

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
            _wakeUp.Release();
        }
    }

    public override TransportListener Listen(EndPoint endPoint, ListenOptions options, IConnectionAcceptor acceptor)
    {
        var listener = SocketsListener.Open(this, endPoint, options, acceptor);
        _listeners.Add(listener);
        return listener;
    }

    public override ValueTask<ConnectResult> ConnectAsync(EndPoint endPoint, ConnectOptions options) =>
        _isStopping
            ? new ValueTask<ConnectResult>(new ConnectResult(TransportError.Canceled))
            : new ValueTask<ConnectResult>(new SocketsConnectAttempt(this, endPoint, options).StartAsync());

    public override DatagramSocket? OpenDatagram(IPEndPoint peer, IDatagramReceiver receiver, out TransportError error)
    {
        error = TransportError.Canceled;
        return _isStopping ? null : SocketsDatagramSocket.Open(this, peer, receiver, out error);
    }

    public override ValueTask DisposeAsync()
    {
        Schedule(static loop => ((SocketsLoop)loop!)._isStopping = true, this);
        if (_thread is null)
        {
            _isStopping = true;
            Start();
        }

        return new ValueTask(_ended.Task);
    }

    internal void Add(SocketsConnection connection) => _connections.Add(connection);

    internal void Remove(SocketsConnection connection) => _connections.Remove(connection);

    internal void Add(SocketsDatagramSocket socket) => _datagramSockets.Add(socket);

    internal void Remove(SocketsDatagramSocket socket) => _datagramSockets.Remove(socket);

    internal void Remove(SocketsListener listener) => _listeners.Remove(listener);

    private void Run()
    {
        while (!_isStopping)
        {
            if (!_work.HasWork)
            {
                _wakeUp.Wait(Timers.MillisecondsToSleep());
            }

            Turn++;
            RunDue();
        }

        Stop();
    }

    private void RunDue()
    {
        try
        {
            Timers.Advance();
            _work.RunTurn();
        }
        catch (Exception e) when (Fault is not null)
        {
            Fault(e);
        }
    }

    private void Stop()
    {
        foreach (SocketsListener listener in _listeners.ToArray())
        {
            listener.Stop();
        }

        foreach (SocketsConnection connection in _connections.ToArray())
        {
            connection.Abort();
        }

        foreach (SocketsDatagramSocket socket in _datagramSockets.ToArray())
        {
            socket.Close();
        }

        _work.Close();
        for (int turn = 0; turn < 1000 && _work.HasWork; turn++)
        {
            RunDue();
        }

        _ended.SetResult();
    }
}
