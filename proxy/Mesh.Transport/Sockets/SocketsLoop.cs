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
    private readonly WorkQueue work = new();
    private readonly SemaphoreSlim wakeUp = new(0);
    private readonly HashSet<SocketsConnection> connections = [];
    private readonly HashSet<SocketsListener> listeners = [];
    private readonly HashSet<SocketsDatagramSocket> datagramSockets = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? thread;
    private bool isStopping;

    public SocketsLoop(int index, BufferPool? buffers = null, TimeProvider? time = null)
        : base(index, buffers ?? new SlabBufferPool(), new TimerWheel(time ?? TimeProvider.System))
    {
    }

    public override bool IsCurrent => ReferenceEquals(Thread.CurrentThread, thread);

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
            wakeUp.Release();
        }
    }

    public override TransportListener Listen(EndPoint endPoint, ListenOptions options, IConnectionAcceptor acceptor)
    {
        var listener = SocketsListener.Open(this, endPoint, options, acceptor);
        listeners.Add(listener);
        return listener;
    }

    public override ValueTask<ConnectResult> ConnectAsync(EndPoint endPoint, ConnectOptions options) =>
        isStopping
            ? new ValueTask<ConnectResult>(new ConnectResult(TransportError.Canceled))
            : new ValueTask<ConnectResult>(new SocketsConnectAttempt(this, endPoint, options).StartAsync());

    public override DatagramSocket? OpenDatagram(IPEndPoint peer, IDatagramReceiver receiver, out TransportError error)
    {
        error = TransportError.Canceled;
        return isStopping ? null : SocketsDatagramSocket.Open(this, peer, receiver, out error);
    }

    public override ValueTask DisposeAsync()
    {
        Schedule(static loop => ((SocketsLoop)loop!).isStopping = true, this);
        if (thread is null)
        {
            isStopping = true;
            Start();
        }

        return new ValueTask(ended.Task);
    }

    internal void Add(SocketsConnection connection) => connections.Add(connection);

    internal void Remove(SocketsConnection connection) => connections.Remove(connection);

    internal void Add(SocketsDatagramSocket socket) => datagramSockets.Add(socket);

    internal void Remove(SocketsDatagramSocket socket) => datagramSockets.Remove(socket);

    internal void Remove(SocketsListener listener) => listeners.Remove(listener);

    private void Run()
    {
        while (!isStopping)
        {
            if (!work.HasWork)
            {
                wakeUp.Wait(Timers.MillisecondsToSleep());
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
            work.RunTurn();
        }
        catch (Exception e) when (Fault is not null)
        {
            Fault(e);
        }
    }

    private void Stop()
    {
        foreach (SocketsListener listener in listeners.ToArray())
        {
            listener.Stop();
        }

        foreach (SocketsConnection connection in connections.ToArray())
        {
            connection.Abort();
        }

        foreach (SocketsDatagramSocket socket in datagramSockets.ToArray())
        {
            socket.Close();
        }

        work.Close();
        for (int turn = 0; turn < 1000 && work.HasWork; turn++)
        {
            RunDue();
        }

        ended.SetResult();
    }
}
