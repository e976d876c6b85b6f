using System.Net;
using Mesh.Proxy.Config;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Listeners;

/// <summary>The application connects to somebody (1.23).</summary>
sealed class OutboundArrival(IPEndPoint destination) : Arrival(Direction.Outbound, destination)
{
    public override Target? Find(Snapshot snapshot) => snapshot.Outbound.Find(Destination);

    public override Route? RouteOfUnknown(Snapshot snapshot) => snapshot.AllowAny ? snapshot.Passthrough : null;
}
