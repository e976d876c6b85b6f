using System.Net;
using Mesh.Transport;
using Mesh.Transport.Scheduling;

namespace Mesh.Testing.InMemory;

/// <summary>A loop of an <see cref="InMemoryNetwork"/>: no thread, the test runs it.</summary>
public sealed class InMemoryLoop : EventLoop
{
    private readonly InMemoryNetwork network;
    private readonly WorkQueue work = new();
    private readonly Queue<InMemoryConnection> events = new();
    private readonly HashSet<InMemoryConnection> connections = [];
    private readonly List<InMemoryListener> listeners = [];
    private readonly long origin;

    internal InMemoryLoop(InMemoryNetwork network, int index, BufferPool buffers)
        : base(index, buffers, new TimerWheel(network.Time))
    {
        this.network = network;
        origin = (long)network.Time.Elapsed.TotalMilliseconds;
    }

    public override bool IsCurrent => Environment.CurrentManagedThreadId == network.ThreadId;

    public InMemoryNetwork Network => network;

    /// <summary>In milliseconds of the network's time.</summary>
    internal long NextDue => Timers.NextDue == long.MaxValue ? long.MaxValue : Timers.NextDue + origin;

    public override void Start()
    {
    }

    /// <summary>Runs this and the network's other loops until none has anything to do at the present time.</summary>
    public void RunUntilIdle() => network.RunUntilIdle();

    /// <summary>Lets the network's time pass.</summary>
    public void Advance(TimeSpan by) => network.Advance(by);

    public override void Schedule(Action<object?> action, object? state)
    {
        var item = new WorkItem(action, state);
        if (IsCurrent)
        {
            work.AddLocal(item);
        }
        else
        {
            work.Post(item);
        }
    }

    public override TransportListener Listen(EndPoint endPoint, ListenOptions options, IConnectionAcceptor acceptor)
    {
        var listener = new InMemoryListener(this, network.AssignPort(endPoint), options.MaxConnections, acceptor);
        network.Add(listener, options.ReusePort);
        listeners.Add(listener);
        return listener;
    }

    public override ValueTask<ConnectResult> ConnectAsync(EndPoint endPoint, ConnectOptions options) =>
        new(new InMemoryConnectAttempt(this, endPoint, options).Start());

    public override DatagramSocket? OpenDatagram(IPEndPoint peer, IDatagramReceiver receiver, out TransportError error)
    {
        error = network.FailureOf(peer);
        return error == TransportError.None ? new InMemoryDatagramSocket(this, peer, receiver) : null;
    }

    public override ValueTask DisposeAsync()
    {
        foreach (InMemoryListener listener in listeners.ToArray())
        {
            listener.Stop();
        }

        foreach (InMemoryConnection connection in connections.ToArray())
        {
            connection.Abort();
        }

        network.RunUntilIdle();
        return ValueTask.CompletedTask;
    }

    internal void Add(InMemoryConnection connection) => connections.Add(connection);

    internal void Remove(InMemoryConnection connection) => connections.Remove(connection);

    internal void Remove(InMemoryListener listener) => listeners.Remove(listener);

    internal void PostEvent(InMemoryConnection connection) => events.Enqueue(connection);

    /// <summary>Timers, then readiness, then scheduled work, as a real loop. False if there was none of it.</summary>
    internal bool RunTurn()
    {
        bool worked = work.HasWork || events.Count > 0;
        Turn++;
        worked |= Timers.NextDue <= (long)network.Time.Elapsed.TotalMilliseconds - origin;
        Timers.Advance();
        for (int count = events.Count; count > 0; count--)
        {
            events.Dequeue().OnEvent();
        }

        work.RunTurn();
        return worked;
    }
}
