using Mesh.Proxy.Listeners;
using Mesh.Transport;

namespace Mesh.Proxy.Hosting;

/// <summary>
/// The way out (11.4). While it lasts, peers may still connect, as endpoints are taken out of load balancing only after they have begun to end; but every
/// response tells them to go. When the time is over their listeners stop and what is idle is closed. The application is served to the last: it may have
/// requests of its own to make before it ends.
/// </summary>
sealed class Drain(IReadOnlyList<Worker> workers, IReadOnlyList<WorkerListeners> listeners, EventLoop mainLoop, TimeSpan duration, Action onEnd)
{
    /// <summary>For the first requests of connections that were made when the listeners closed: their clients were told nothing.</summary>
    static readonly TimeSpan Latecomers = TimeSpan.FromMilliseconds(50);

    /// <summary>For responses that are on their way when the idle connections close.</summary>
    static readonly TimeSpan LastMoment = TimeSpan.FromMilliseconds(100);

    int begun;
    int ending;

    public bool HasBegun => Volatile.Read(ref begun) != 0;

    /// <summary>Any thread. Asked again, does nothing.</summary>
    public void Begin(bool graceful)
    {
        if (Interlocked.Exchange(ref begun, 1) != 0)
        {
            return;
        }

        OnWorkers(static (worker, _) => worker.BeginDrain());
        if (graceful)
        {
            After(duration, StopPeers);
        }
        else
        {
            StopPeers();
        }
    }

    /// <summary>Drains, then calls the end.</summary>
    public void BeginAndEnd()
    {
        Begin(graceful: true);
        if (Interlocked.Exchange(ref ending, 1) == 0)
        {
            After(duration, () => After(Latecomers + LastMoment, onEnd));
        }
    }

    void StopPeers()
    {
        OnWorkers(static (_, listeners) => listeners.RemoveAll(ListenerSide.Peers));
        After(Latecomers, () => OnWorkers(static (worker, _) => worker.Connections.CloseIdle()));
    }

    void OnWorkers(Action<Worker, WorkerListeners> action)
    {
        for (var i = 0; i < workers.Count; i++)
        {
            var (worker, own) = (workers[i], listeners[i]);
            worker.Loop.Schedule(_ => action(worker, own), null);
        }
    }

    void After(TimeSpan time, Action action) =>
        mainLoop.Schedule(_ => mainLoop.Timers.Set(new DrainTimer(action), time), null);
}
