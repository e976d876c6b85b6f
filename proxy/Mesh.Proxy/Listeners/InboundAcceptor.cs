using System.Net;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Listeners;

/// <summary>15006: what capture took on its way to the application (1.24).</summary>
/// <param name="worker">Whose connections it takes.</param>
/// <param name="ownPorts">What the proxy was told to listen on besides the reserved ports.</param>
sealed class InboundAcceptor(Worker worker, IReadOnlySet<int> ownPorts) : Acceptor(worker)
{
    /// <summary>
    /// Refused: direct hits, what would come straight back from the address we ourselves connect to the application from, and whatever is our own. A peer
    /// that dialled our admin port must not be carried there from this host's own address, where pages for this host alone would answer it.
    /// </summary>
    protected override Arrival? ArrivalOf(TransportConnection connection, TransportListener listener) =>
        connection.OriginalDestination is not { } original || IsOwn(original.Port, listener) || ComesBack(connection) ? null : new InboundArrival(original);

    bool IsOwn(int port, TransportListener listener) =>
        port == ((IPEndPoint)listener.EndPoint).Port || ReservedPorts.Contains(port) || ownPorts.Contains(port);

    static bool ComesBack(TransportConnection connection) =>
        connection.RemoteEndPoint is IPEndPoint { Address: var address } && Upstream.UpstreamConnector.IsInboundSource(address);
}
