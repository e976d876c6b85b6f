using System.Net;
using System.Runtime.CompilerServices;
using Mesh.Contract;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Telemetry.Peers;
using Mesh.Transport;
using Cluster = Mesh.Proxy.Config.Cluster;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy.Serving;

/// <summary>
/// A downstream HTTP/1.1 connection: one request after the other (RFC 9112 section 9.3.2), whatever was pipelined. It holds what a connection between two
/// requests needs; everything else is rented when the first byte of a request has come.
/// </summary>
sealed class Http1Server : IConnectionObserver, IDeadlineOwner
{
    readonly Worker worker;
    RequestServer? current;
    Config.Snapshot? seen;
    HttpRouteTable? routes;
    Cluster? originalOf;
    Endpoint? original;
    PeerMetadata? peer;

    public Http1Server(Worker worker, TransportConnection connection, Arrival arrival)
    {
        this.worker = worker;
        Connection = connection;
        Arrival = arrival;
        Deadline = new Deadline(worker.Loop.Timers, this);
        RemoteAddress = connection.RemoteEndPoint?.ToString() ?? "";
        LocalAddress = (connection.OriginalDestination ?? connection.LocalEndPoint)?.ToString() ?? "";
    }

    public TransportConnection Connection { get; }

    public Arrival Arrival { get; }

    public Deadline Deadline { get; }

    public string RemoteAddress { get; }

    public IPAddress RemoteIPAddress => (Connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;

    public string LocalAddress { get; }

    /// <summary>The endpoint the client dialled, for clusters that have it so. Null: the client dialled the proxy.</summary>
    public Endpoint? OriginalOf(Cluster cluster)
    {
        if (!ReferenceEquals(cluster, originalOf) || original?.PeekSlot(worker.Index) is { IsForgotten: true })
        {
            originalOf = cluster;
            original = worker.OriginalEndpoint(cluster, Arrival);
        }

        return original;
    }

    /// <summary>Serves until the connection ends or may not be used again.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    public async ValueTask RunAsync()
    {
        Connection.Observer = this;
        try
        {
            var mayGoOn = true;
            while (mayGoOn)
            {
                Deadline.Set(DeadlineReason.KeepAlive, worker.Options.IdleTimeout);
                var read = await Connection.Input.ReadAsync();
                if (read.Buffer.IsEmpty)
                {
                    break;
                }

                current = worker.Requests.Rent();
                mayGoOn = await current.ServeAsync(this, read);
                worker.Requests.Return(current);
                current = null;
            }
        }
        finally
        {
            // One that threw is not used again: nobody knows what state it is in.
            current = null;
            Connection.Observer = null;
            Deadline.Remove();
        }

        Connection.Close();
    }

    /// <summary>The routes of the given snapshot for this connection; null: its destination is not known.</summary>
    public HttpRouteTable? RoutesOf(Config.Snapshot snapshot)
    {
        if (!ReferenceEquals(snapshot, seen))
        {
            seen = snapshot;
            routes = Arrival.Find(snapshot)?.Http;
        }

        return routes;
    }

    /// <summary>Who calls, by the value of its metadata header (2.25). Peers repeat themselves: mostly one comparison.</summary>
    public WorkloadIdentity PeerOf(ReadOnlySpan<byte> metadata) => worker.Telemetry.Peers.Resolve(metadata, ref peer);

    /// <summary>
    /// A request that has arrived is no idleness, be it in the kernel since a moment ago: it is served, and its client told to go with the response. What comes
    /// later meets an orderly end, FIN first and the rest of the input read (RFC 9112 section 9.6): its client knows that nobody has served it.
    /// </summary>
    public void CloseIfIdle()
    {
        if (current is null && !Connection.CheckInput())
        {
            Connection.Close();
        }
    }

    /// <summary>Bytes are the next request, which waits its turn; an end means that nobody waits for this one's response.</summary>
    public void OnInput(TransportConnection connection)
    {
        if (connection.ComingInputEnd != ConnectionEnd.Open)
        {
            current?.OnClientGone();
        }
    }

    public void OnDeadline(DeadlineReason reason)
    {
        if (current is null)
        {
            Connection.Close();
        }
        else
        {
            current.OnDeadline(reason);
        }
    }
}
