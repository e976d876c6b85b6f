using System.Net;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Listeners;

/// <summary>A port of a gateway.</summary>
sealed class GatewayAcceptor(Worker worker, int port, string bind) : Acceptor(worker)
{
    protected override Arrival? ArrivalOf(TransportConnection connection, TransportListener listener) =>
        new GatewayArrival(connection.LocalEndPoint as IPEndPoint ?? (IPEndPoint)listener.EndPoint, port, bind);
}
