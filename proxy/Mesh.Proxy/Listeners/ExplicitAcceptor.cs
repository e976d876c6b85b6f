using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Listeners;

/// <summary>Without capture: an outbound port that stands for a service port.</summary>
sealed class ExplicitAcceptor(Worker worker, int servicePort) : Acceptor(worker)
{
    protected override Arrival? ArrivalOf(TransportConnection connection, TransportListener listener) => new ExplicitArrival(servicePort);
}
