using System.Net;
using Mesh.Transport;

namespace Mesh.Testing.InMemory;

/// <summary>
/// Loops, listeners and connections without a kernel, run by the test's own thread in virtual time: every run is the same. Nothing happens but in
/// <see cref="RunUntilIdle"/>, <see cref="Advance"/> and <see cref="Run{T}"/>.
/// </summary>
public sealed class InMemoryNetwork
{
    private readonly List<InMemoryLoop> loops = [];
    private readonly Dictionary<EndPoint, List<InMemoryListener>> listeners = [];
    private readonly Dictionary<EndPoint, TransportError> failures = [];
    private readonly Dictionary<EndPoint, EndPoint> redirects = [];
    private readonly Dictionary<EndPoint, Action<InMemoryDatagramSocket, byte[]>> datagramServers = [];
    private int lastPort = 40000;
    private int lastListener;

    public VirtualTime Time { get; } = new();

    /// <summary>Bytes that wait in a connection's receive queue before its peer's sends would block.</summary>
    public int SocketBufferSize { get; set; } = 64 * 1024;

    /// <summary>Most bytes that one receive of a new connection takes; 1 shows every parser its input byte by byte.</summary>
    public int SegmentSize { get; set; } = int.MaxValue;

    internal int ThreadId { get; } = Environment.CurrentManagedThreadId;

    /// <summary>A loop of this network. Its connections may talk to those of the network's other loops.</summary>
    /// <param name="buffers">Null: a pool that fails on leaks, to be verified by the test.</param>
    public InMemoryLoop CreateLoop(BufferPool? buffers = null)
    {
        var loop = new InMemoryLoop(this, loops.Count, buffers ?? new Buffers.LeakTrackingBufferPool());
        loops.Add(loop);
        return loop;
    }

    /// <summary>Makes connections to <paramref name="endPoint"/> fail: <see cref="TransportError.TimedOut"/> only when the caller's timeout has passed. None heals it.</summary>
    public void SetConnectFailure(EndPoint endPoint, TransportError error)
    {
        if (error == TransportError.None)
        {
            failures.Remove(endPoint);
        }
        else
        {
            failures[endPoint] = error;
        }
    }

    /// <summary>Who gets datagrams to an address, and may answer through the socket they came from. Where there is nobody, senders are told (ICMP).</summary>
    public void ServeDatagrams(IPEndPoint endPoint, Action<InMemoryDatagramSocket, byte[]> server) => datagramServers[endPoint] = server;

    /// <summary>What iptables' REDIRECT does: who connects to <paramref name="from"/> reaches the listener of <paramref name="to"/>, which is told of <paramref name="from"/> as the original destination.</summary>
    public void Redirect(EndPoint from, EndPoint to) => redirects[from] = to;

    /// <summary>Runs all loops until none has anything to do at the present time.</summary>
    /// <exception cref="InvalidOperationException">They never come to rest.</exception>
    public void RunUntilIdle()
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            for (int turn = 0; RunTurn(); turn++)
            {
                if (turn == 10_000_000)
                {
                    throw new InvalidOperationException("The loops do not come to rest.");
                }
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Lets time pass, stopping at every deadline on the way.</summary>
    public void Advance(TimeSpan by)
    {
        RunUntilIdle();
        TimeSpan end = Time.Elapsed + by;
        while (NextDue() is { } due && due <= end)
        {
            Time.Advance(due > Time.Elapsed ? due - Time.Elapsed : TimeSpan.Zero);
            RunUntilIdle();
        }

        Time.Advance(end - Time.Elapsed);
        RunUntilIdle();
    }

    /// <summary>Runs until <paramref name="task"/> has completed, letting time pass as far as it needs.</summary>
    /// <exception cref="TimeoutException">It waits for something that does not come within an hour of virtual time.</exception>
    public void Run(Task task)
    {
        RunUntilIdle();
        TimeSpan end = Time.Elapsed + TimeSpan.FromHours(1);
        while (!task.IsCompleted)
        {
            if (NextDue() is not { } due || due > end)
            {
                throw new TimeoutException("The task waits for something that does not come.");
            }

            Advance(due > Time.Elapsed ? due - Time.Elapsed : TimeSpan.Zero);
        }

        task.GetAwaiter().GetResult();
    }

    /// <summary>As <see cref="Run(Task)"/>, with a result.</summary>
    public T Run<T>(Task<T> task)
    {
        Run((Task)task);
        return task.GetAwaiter().GetResult();
    }

    internal void DeliverDatagram(IPEndPoint endPoint, InMemoryDatagramSocket source, byte[] datagram)
    {
        if (datagramServers.TryGetValue(endPoint, out Action<InMemoryDatagramSocket, byte[]>? server))
        {
            server(source, datagram);
        }
        else
        {
            source.Fail(TransportError.Refused);
        }
    }

    internal EndPoint AssignPort(EndPoint endPoint) => endPoint is IPEndPoint { Port: 0 } ip ? new IPEndPoint(ip.Address, ++lastPort) : endPoint;

    internal void Add(InMemoryListener listener, bool reusePort)
    {
        if (!this.listeners.TryGetValue(listener.EndPoint, out List<InMemoryListener>? listeners))
        {
            this.listeners.Add(listener.EndPoint, listeners = []);
        }
        else if (!reusePort)
        {
            throw new TransportException($"{listener.EndPoint} cannot be listened on: the address is already in use.", 98);
        }

        listeners.Add(listener);
    }

    internal void Remove(InMemoryListener listener)
    {
        List<InMemoryListener> listeners = this.listeners[listener.EndPoint];
        listeners.Remove(listener);
        if (listeners.Count == 0)
        {
            this.listeners.Remove(listener.EndPoint);
        }
    }

    internal TransportError FailureOf(EndPoint endPoint) => failures.GetValueOrDefault(endPoint);

    /// <summary>Who listens for connections to <paramref name="endPoint"/>, after redirection; null: nobody.</summary>
    internal InMemoryListener? FindListener(EndPoint endPoint)
    {
        EndPoint target = redirects.GetValueOrDefault(endPoint, endPoint);
        List<InMemoryListener>? listeners = this.listeners.GetValueOrDefault(target) ?? FindWildcard(target);
        return listeners?[lastListener++ % listeners.Count];
    }

    private List<InMemoryListener>? FindWildcard(EndPoint endPoint) =>
        endPoint is not IPEndPoint ip ? null
        : listeners.GetValueOrDefault(new IPEndPoint(IPAddress.Any, ip.Port)) ?? listeners.GetValueOrDefault(new IPEndPoint(IPAddress.IPv6Any, ip.Port));

    private bool RunTurn()
    {
        bool worked = false;
        for (int i = 0; i < loops.Count; i++)
        {
            worked |= loops[i].RunTurn();
        }

        return worked;
    }

    private TimeSpan? NextDue()
    {
        long next = loops.Count == 0 ? long.MaxValue : loops.Min(loop => loop.NextDue);
        return next == long.MaxValue ? null : TimeSpan.FromMilliseconds(next);
    }
}
