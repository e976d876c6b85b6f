using System.Net;
using Mesh.Transport;
using Mesh.Transport.Scheduling;

namespace Mesh.Testing.InMemory;

/// <summary>A loop of an <see cref="InMemoryNetwork"/>: no thread, the test runs it.</summary>
public sealed class InMemoryLoop : EventLoop
{
    private readonly InMemoryNetwork _network;
    private readonly WorkQueue _work = new();
    private readonly Queue<InMemoryConnection> _events = new();
    private readonly HashSet<InMemoryConnection> _connections = [];
    private readonly List<InMemoryListener> _listeners = [];
    private readonly long _origin;

    internal InMemoryLoop(InMemoryNetwork network, int index, BufferPool buffers)
        : base(index, buffers, new TimerWheel(network.Time))
    {
        _network = network;
        _origin = (long)network.Time.Elapsed.TotalMilliseconds;
    }

    public override bool IsCurrent => Environment.CurrentManagedThreadId == _network.ThreadId;

    public InMemoryNetwork Network => _network;

    /// <summary>In milliseconds of the network's time.</summary>
    internal long NextDue => Timers.NextDue == long.MaxValue ? long.MaxValue : Timers.NextDue + _origin;

    public override void Start()
    {
    }

    /// <summary>Runs this and the network's other loops until none has anything to do at the present time.</summary>
    public void RunUntilIdle() => _network.RunUntilIdle();

    /// <summary>Lets the network's time pass.</summary>
    public void Advance(TimeSpan by) => _network.Advance(by);

    public override void Schedule(Action<object?> action, object? state)
    {
        var item = new WorkItem(action, state);
        if (IsCurrent)
        {
            _work.AddLocal(item);
        }
        else
        {
            _work.Post(item);
        }
    }

    public override TransportListener Listen(EndPoint endPoint, ListenOptions options, IConnectionAcceptor acceptor)
    {
        var listener = new InMemoryListener(this, _network.AssignPort(endPoint), options.MaxConnections, acceptor);
        _network.Add(listener, options.ReusePort);
        _listeners.Add(listener);
        return listener;
    }

    public override ValueTask<ConnectResult> ConnectAsync(EndPoint endPoint, ConnectOptions options) =>
        new(new InMemoryConnectAttempt(this, endPoint, options).Start());

    public override DatagramSocket? OpenDatagram(IPEndPoint peer, IDatagramReceiver receiver, out TransportError error)
    {
        error = _network.FailureOf(peer);
        return error == TransportError.None ? new InMemoryDatagramSocket(this, peer, receiver) : null;
    }

    public override ValueTask DisposeAsync()
    {
        foreach (InMemoryListener listener in _listeners.ToArray())
        {
            listener.Stop();
        }

        foreach (InMemoryConnection connection in _connections.ToArray())
        {
            connection.Abort();
        }

        _network.RunUntilIdle();
        return ValueTask.CompletedTask;
    }

    internal void Add(InMemoryConnection connection) => _connections.Add(connection);

    internal void Remove(InMemoryConnection connection) => _connections.Remove(connection);

    internal void Remove(InMemoryListener listener) => _listeners.Remove(listener);

    internal void PostEvent(InMemoryConnection connection) => _events.Enqueue(connection);

    /// <summary>Timers, then readiness, then scheduled work, as a real loop. False if there was none of it.</summary>
    internal bool RunTurn()
    {
        bool worked = _work.HasWork || _events.Count > 0;
        Turn++;
        worked |= Timers.NextDue <= (long)_network.Time.Elapsed.TotalMilliseconds - _origin;
        Timers.Advance();
        for (int count = _events.Count; count > 0; count--)
        {
            _events.Dequeue().OnEvent();
        }

        _work.RunTurn();
        return worked;
    }
}
