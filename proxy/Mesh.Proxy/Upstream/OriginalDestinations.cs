using System.Net;
using Mesh.Contract;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy.Upstream;

/// <summary>
/// Endpoints of one worker that no configuration names: what clients dialled (passthrough, resolution NONE, the application behind an inbound port). Looked
/// up once per connection. Bounded, as addresses are the clients' choice: the longest unused goes first.
/// </summary>
sealed class OriginalDestinations(int worker, int workers)
{
    const int Capacity = 4096;

    /// <summary>How many of the longest unused are looked at to find one that carries nothing.</summary>
    const int Candidates = 16;

    readonly Dictionary<IPEndPoint, LinkedListNode<Endpoint>> nodes = [];

    /// <summary>The longest unused first.</summary>
    readonly LinkedList<Endpoint> byUse = [];

    public int Count => nodes.Count;

    public Endpoint Get(IPEndPoint destination)
    {
        if (nodes.TryGetValue(destination, out var node))
        {
            byUse.Remove(node);
            byUse.AddLast(node);
            return node.Value;
        }

        if (nodes.Count >= Capacity)
        {
            ForgetOne();
        }

        var endpoint = new Endpoint(destination, 1, new WorkloadIdentity(), workers);
        nodes.Add(destination, byUse.AddLast(endpoint));
        return endpoint;
    }

    /// <summary>Of those in use none is forgotten: there are no more of them than connections.</summary>
    void ForgetOne()
    {
        for (var i = 0; i < Candidates; i++)
        {
            var node = byUse.First!;
            byUse.RemoveFirst();
            if (node.Value.Slot(worker).Active == 0)
            {
                Forget(node.Value);
                return;
            }

            byUse.AddLast(node);
        }
    }

    void Forget(Endpoint endpoint)
    {
        nodes.Remove((IPEndPoint)endpoint.Address);
        var slot = endpoint.Slot(worker);
        slot.IsForgotten = true;
        slot.Pool?.Retire();
        slot.Http2?.Retire();
    }
}
