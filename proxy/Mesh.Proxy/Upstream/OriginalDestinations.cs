using System.Net;
using Mesh.Contract;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy.Upstream;

/// <summary>
/// Endpoints of one worker that no configuration names: what clients dialled (passthrough, resolution NONE, the application behind an inbound port). Looked
/// up once per connection. Bounded: addresses are the clients' choice.
/// </summary>
sealed class OriginalDestinations(int worker, int workers)
{
    const int Capacity = 4096;

    readonly Dictionary<IPEndPoint, Endpoint> endpoints = [];

    public int Count => endpoints.Count;

    public Endpoint Get(IPEndPoint destination)
    {
        if (!endpoints.TryGetValue(destination, out var endpoint))
        {
            if (endpoints.Count >= Capacity)
            {
                ForgetUnused();
            }

            endpoint = new Endpoint(destination, 1, new WorkloadIdentity(), workers);
            endpoints.Add(destination, endpoint);
        }

        return endpoint;
    }

    /// <summary>No connection is kept to any of them any more.</summary>
    public void Retire()
    {
        foreach (var endpoint in endpoints.Values)
        {
            endpoint.Slot(worker).Pool?.Retire();
        }
    }

    void ForgetUnused()
    {
        foreach (var (address, endpoint) in endpoints)
        {
            var slot = endpoint.Slot(worker);
            if (slot.Active == 0)
            {
                slot.Pool?.Retire();
                endpoints.Remove(address);
            }
        }
    }
}
