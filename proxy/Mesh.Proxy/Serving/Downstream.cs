using System.Net;
using Mesh.Contract;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Telemetry.Peers;
using Mesh.Proxy.Upstream;
using Mesh.Transport;
using Cluster = Mesh.Proxy.Config.Cluster;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy.Serving;

/// <summary>What all requests of one downstream connection share: who calls, where it meant to go, and what was looked up for it before.</summary>
sealed class Downstream(Worker worker, TransportConnection connection, Arrival arrival)
{
    Config.Snapshot? seen;
    Target? target;
    Cluster? originalOf;
    Endpoint? original;
    PeerMetadata? peer;
    Dictionary<Endpoint, (Http1Pool Http1, Http2Pool Http2)>? own;

    public TransportConnection Connection { get; } = connection;

    public Arrival Arrival { get; } = arrival;

    public string RemoteAddress { get; } = connection.RemoteEndPoint?.ToString() ?? "";

    public IPAddress RemoteIPAddress => (Connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;

    public string LocalAddress { get; } = (connection.OriginalDestination ?? connection.LocalEndPoint)?.ToString() ?? "";

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

    /// <summary>Connections to an endpoint that requests of this one may use: everybody's, or its own where they tell who the client is (4.32).</summary>
    public Http1Pool PoolOf(Cluster cluster, Endpoint endpoint) =>
        cluster.ProxyProtocol == ProxyProtocol.NoProxyProtocol ? worker.PoolOf(endpoint) : OwnOf(cluster, endpoint).Http1;

    public Http2Pool Http2PoolOf(Cluster cluster, Endpoint endpoint) =>
        cluster.ProxyProtocol == ProxyProtocol.NoProxyProtocol ? worker.Http2PoolOf(endpoint) : OwnOf(cluster, endpoint).Http2;

    /// <summary>What such a connection to an endpoint begins with; null: nothing.</summary>
    public ProxyPrologue? PrologueOf(Cluster cluster) =>
        cluster.ProxyProtocol == ProxyProtocol.NoProxyProtocol ? null : ProxyPrologue.Of(cluster.ProxyProtocol, Connection, Arrival);

    /// <summary>The connection has ended: nobody else may use its own.</summary>
    public void End()
    {
        if (own is null)
        {
            return;
        }

        foreach (var (http1, http2) in own.Values)
        {
            http1.Retire();
            http2.Retire();
        }
    }

    (Http1Pool Http1, Http2Pool Http2) OwnOf(Cluster cluster, Endpoint endpoint)
    {
        own ??= [];
        if (!own.TryGetValue(endpoint, out var pools))
        {
            own[endpoint] = pools = (worker.MakePool(), new Http2Pool(worker, endpoint, PrologueOf(cluster)));
        }

        return pools;
    }

    /// <summary>The routes of the given snapshot for this connection; null: its destination is not known.</summary>
    public HttpRouteTable? RoutesOf(Config.Snapshot snapshot) => TargetOf(snapshot)?.Http;

    /// <summary>The port it meant to reach is declared so, in the given snapshot (2.12).</summary>
    public bool TakesGrpcWeb(Config.Snapshot snapshot) => TargetOf(snapshot)?.Protocol == Protocol.GrpcWeb;

    Target? TargetOf(Config.Snapshot snapshot)
    {
        if (!ReferenceEquals(snapshot, seen))
        {
            seen = snapshot;
            target = Arrival.Find(snapshot);
        }

        return target;
    }

    /// <summary>Who calls, by the value of its metadata header (2.25). Peers repeat themselves: mostly one comparison.</summary>
    public WorkloadIdentity PeerOf(ReadOnlySpan<byte> metadata) => worker.Telemetry.Peers.Resolve(metadata, ref peer);
}
