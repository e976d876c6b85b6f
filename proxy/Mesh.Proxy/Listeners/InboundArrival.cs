using System.Net;
using Mesh.Proxy.Config;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Listeners;

/// <summary>Somebody connects to the application (1.24).</summary>
sealed class InboundArrival(IPEndPoint destination) : Arrival(Direction.Inbound, destination)
{
    static readonly Route Unconfigured = Snapshot.RouteTo(ClusterName.InboundPassthrough, "default", TimeSpan.FromSeconds(10));

    public override Target? Find(Snapshot snapshot) => snapshot.Inbound.Find(Destination.Port);

    /// <summary>Before the first configuration: the application is reached as it would be without the mesh.</summary>
    public override Route? RouteOfUnknown(Snapshot snapshot) => Unconfigured;
}
