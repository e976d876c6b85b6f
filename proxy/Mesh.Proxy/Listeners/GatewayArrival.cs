using System.Net;
using Mesh.Proxy.Config;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Listeners;

/// <summary>Somebody connects to a gateway's port.</summary>
sealed class GatewayArrival(IPEndPoint destination, int port, string bind) : Arrival(Direction.Gateway, destination)
{
    public override Target? Find(Snapshot snapshot)
    {
        foreach (var listener in snapshot.GatewayListeners)
        {
            if (listener.Port == port && listener.Bind == bind)
            {
                return new Target { Protocol = listener.Protocol, Http = listener.Http, Tcp = listener.Tcp, Tls = listener.Tls, ClosesUnmatched = true };
            }
        }

        return null;
    }

    public override Route? RouteOfUnknown(Snapshot snapshot) => null;
}
