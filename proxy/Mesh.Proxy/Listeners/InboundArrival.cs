using System.Net;
using Mesh.Proxy.Config;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Listeners;

/// <summary>Somebody connects to the application (1.24).</summary>
sealed class InboundArrival(IPEndPoint destination) : Arrival(Direction.Inbound, destination)
{
    public override string PassthroughName => "InboundPassthroughCluster";

    public override Target? Find(Snapshot snapshot) => snapshot.Inbound.Find(Destination.Port);

    /// <summary>Ports nobody declared work as they would without the mesh.</summary>
    public override bool AllowsUnknown(Snapshot snapshot) => true;
}
