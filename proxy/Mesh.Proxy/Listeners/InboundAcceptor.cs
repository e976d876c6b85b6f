using System.Net;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Listeners;

/// <summary>15006: what capture took on its way to the application (1.24).</summary>
sealed class InboundAcceptor(Worker worker) : Acceptor(worker)
{
    /// <summary>Direct hits, and what would come straight back: to our own ports, or from the address we ourselves connect to the application from.</summary>
    protected override Arrival? ArrivalOf(TransportConnection connection, TransportListener listener)
    {
        var isOwnPort = connection.OriginalDestination is not { } original
            || original.Port == ((IPEndPoint)listener.EndPoint).Port || original.Port == ReservedPorts.Outbound;
        return isOwnPort || ComesBack(connection) ? null : new InboundArrival(connection.OriginalDestination!);
    }

    static bool ComesBack(TransportConnection connection) =>
        connection.RemoteEndPoint is IPEndPoint { Address: var address } && Upstream.UpstreamConnector.IsInboundSource(address);
}
