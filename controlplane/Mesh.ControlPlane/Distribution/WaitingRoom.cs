namespace Mesh.ControlPlane.Distribution;

/// <summary>
/// Connections that have not introduced themselves yet. When it is full the one that waits longest makes room: a proxy says hello at once, so
/// connections that say nothing cannot keep proxies out.
/// </summary>
sealed class WaitingRoom(int capacity)
{
    readonly Lock gate = new();
    readonly LinkedList<ProxySession> oldestFirst = [];
    readonly Dictionary<ProxySession, LinkedListNode<ProxySession>> places = [];

    /// <returns>Who has to go; null when there is room.</returns>
    public ProxySession? Enter(ProxySession session)
    {
        lock (gate)
        {
            var oldest = places.Count >= capacity ? oldestFirst.First!.Value : null;
            if (oldest is not null)
                Remove(oldest);
            places[session] = oldestFirst.AddLast(session);
            return oldest;
        }
    }

    /// <summary>It has introduced itself, or is gone.</summary>
    public void Leave(ProxySession session)
    {
        lock (gate)
            Remove(session);
    }

    void Remove(ProxySession session)
    {
        if (places.Remove(session, out var place))
            oldestFirst.Remove(place);
    }
}
