using System.Net;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Listeners;

/// <summary>Without capture: an inbound port that stands for the application's.</summary>
sealed class ForwardingAcceptor(Worker worker, IPEndPoint application) : Acceptor(worker)
{
    protected override Arrival? ArrivalOf(TransportConnection connection, TransportListener listener) => new InboundArrival(application);
}
