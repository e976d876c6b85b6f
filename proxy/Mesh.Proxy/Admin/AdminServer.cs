using System.Net;
using Mesh.Transport;

namespace Mesh.Proxy.Admin;

/// <summary>
/// Admin's addresses, on a loop of their own: a scrape of a large mesh, or a debugger with a slow link, takes nothing from the workers. All members are for
/// that loop's thread.
/// </summary>
sealed class AdminServer(EventLoop loop, TimeProvider time)
{
    /// <summary>Per address. More wait in the backlog.</summary>
    const int MaxConnections = 64;

    readonly List<TransportListener> listeners = [];

    /// <exception cref="TransportException">The address cannot be bound.</exception>
    public EndPoint Listen(EndPoint endPoint, AdminSite site)
    {
        var listener = loop.Listen(endPoint, new ListenOptions { ReusePort = false, MaxConnections = MaxConnections, Backlog = 128 }, new Acceptor(site, time));
        listeners.Add(listener);
        return listener.EndPoint;
    }

    /// <summary>Stops listening; what is being answered is finished.</summary>
    public void Stop()
    {
        listeners.ForEach(listener => listener.Stop());
        listeners.Clear();
    }

    sealed class Acceptor(AdminSite site, TimeProvider time) : IConnectionAcceptor
    {
        public void OnAccept(TransportConnection connection, TransportListener listener) => _ = new AdminConnection(connection, site, time).ServeAsync();
    }
}
