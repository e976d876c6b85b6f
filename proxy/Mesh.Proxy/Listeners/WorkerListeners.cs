using Mesh.Transport;

namespace Mesh.Proxy.Listeners;

/// <summary>The listening sockets of one worker. For its loop's thread; counts may be read by others.</summary>
sealed class WorkerListeners(Worker worker, ListenOptions options)
{
    readonly Dictionary<ListenerSpec, BoundListener> bound = [];
    volatile IReadOnlyList<BoundListener> all = [];

    public EventLoop Loop => worker.Loop;

    public bool IsDraining => worker.IsDraining;

    public IReadOnlyList<BoundListener> All => all;

    /// <exception cref="TransportException">The address cannot be bound.</exception>
    public BoundListener Add(ListenerSpec spec)
    {
        var acceptor = spec.MakeAcceptor(worker);
        var listener = new BoundListener(spec, worker.Loop.Listen(spec.EndPoint, options, acceptor), acceptor);
        bound.Add(spec, listener);
        Publish();
        return listener;
    }

    /// <summary>Accepted connections stay; those that wait in the backlog are accepted first.</summary>
    public void Remove(ListenerSpec spec)
    {
        if (bound.Remove(spec, out var listener))
        {
            listener.Listener.Stop();
            Publish();
        }
    }

    public void RemoveAll(ListenerSide side)
    {
        foreach (var spec in bound.Keys.Where(spec => spec.Side == side).ToArray())
        {
            Remove(spec);
        }
    }

    void Publish() => all = [.. bound.Values];
}
