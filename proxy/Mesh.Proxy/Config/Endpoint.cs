using System.Net;
using Mesh.Contract;

namespace Mesh.Proxy.Config;

/// <summary>
/// One address of a cluster. The object lives as long as the address stays in the cluster, across snapshots, and carries one slot per worker for
/// that worker's connection pool, load and metric series, so that nothing on a request's way looks anything up or shares a cache line.
/// </summary>
sealed class Endpoint(EndPoint address, int weight, WorkloadIdentity workload, int workers)
{
    readonly EndpointSlot?[] slots = new EndpointSlot?[workers];
    string? text;

    /// <summary>IPEndPoint or UnixDomainSocketEndPoint.</summary>
    public EndPoint Address { get; } = address;

    /// <summary>"10.0.0.1:9080", for logs. Made at first use: most endpoints of a mesh are never called by one proxy.</summary>
    public string AddressText => text ??= Address.ToString()!;

    public int Weight { get; } = weight;

    public WorkloadIdentity Workload { get; } = workload;

    /// <summary>The slot of a worker; made at first use on that worker's thread.</summary>
    public EndpointSlot Slot(int worker) => slots[worker] ??= new EndpointSlot();

    /// <summary>The slot if that worker has one: for admin, read from another thread.</summary>
    public EndpointSlot? PeekSlot(int worker) => Volatile.Read(ref slots[worker]);
}
