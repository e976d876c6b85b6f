using System.Net;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Listeners;

/// <summary>15001: what capture took from the application (1.23).</summary>
sealed class OutboundAcceptor(Worker worker) : Acceptor(worker)
{
    /// <summary>
    /// A connection that was made to this very port has no other destination: forwarding it would connect the proxy to itself, for ever.
    /// </summary>
    protected override Arrival? ArrivalOf(TransportConnection connection, TransportListener listener) =>
        connection.OriginalDestination is { } original && original.Port != ((IPEndPoint)listener.EndPoint).Port ? new OutboundArrival(original) : null;
}
