using System.Net;
using Mesh.Proxy.Config;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Listeners;

/// <summary>
/// The application connects to the proxy itself, on a port that stands for a service port, and says in Host whom it means. There is no original
/// destination, so what the configuration does not know cannot be passed through.
/// </summary>
sealed class ExplicitArrival(int servicePort) : Arrival(Direction.Outbound, new IPEndPoint(IPAddress.Any, servicePort))
{
    public override Target? Find(Snapshot snapshot) => snapshot.Outbound.Find(Destination);

    public override Route? RouteOfUnknown(Snapshot snapshot) => null;
}
