using System.Runtime.CompilerServices;
using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Faults;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Upstream;
using Mesh.Transport;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy.Forwarding;

/// <summary>One connection forwarded as bytes: routed by where it meant to go, counted, and reported while it lasts.</summary>
sealed class TcpForwarder : IDeadlineOwner, IConnectionObserver
{
    /// <summary>7.2: long connections are counted as they go.</summary>
    static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(5);

    const string IdleDetails = "idle_timeout";

    readonly Worker worker;
    readonly TransportConnection connection;
    readonly Arrival arrival;
    readonly TcpFlow flow;
    readonly Deadline report;
    readonly ConnectCancellation connecting = new();
    TransportConnection? upstream;
    EndpointSlot? leased;
    Tunnel? tunnel;
    bool isGivenUp;

    public TcpForwarder(Worker worker, TransportConnection connection, Arrival arrival)
    {
        this.worker = worker;
        this.connection = connection;
        this.arrival = arrival;
        report = new Deadline(worker.Loop.Timers, this);
        flow = new TcpFlow
        {
            Direction = arrival.Direction,
            Snapshot = worker.Config.Current,
            DownstreamRemoteAddress = connection.RemoteEndPoint?.ToString() ?? "",
            DownstreamLocalAddress = connection.OriginalDestination?.ToString() ?? "",
            Started = worker.Time.GetTimestamp(),
        };
    }

    /// <summary>
    /// The name that the client's ClientHello asks for, in lower case, empty for none: routed by rules of TLS, if there are any. Null: it does not speak TLS, or
    /// was not looked at.
    /// </summary>
    public string? ServerName { get; init; }

    /// <summary>Null: not connected.</summary>
    public TransportConnection? Upstream => upstream;

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    public async ValueTask RunAsync()
    {
        connection.Observer = this;
        Fault? fault;
        try
        {
            fault = await OpenAsync();
        }
        catch
        {
            EndByBug();
            throw;
        }

        connection.Observer = null;
        await CarryAsync(fault);
    }

    /// <summary>
    /// Routes and connects. Exactly one of <see cref="CarryAsync"/>, <see cref="GiveUp"/>, <see cref="EndIdle"/> and <see cref="EndByBug"/> has to follow.
    /// </summary>
    /// <returns>Why it could not.</returns>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<Fault?> OpenAsync() => Decide() ?? await ConnectAsync();

    /// <summary>Both directions to their ends; with a fault, to the client's end.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    public async ValueTask CarryAsync(Fault? fault)
    {
        if (fault is not null)
        {
            Refuse(fault);
            return;
        }

        try
        {
            await RelayAsync();
        }
        catch
        {
            EndByBug();
            throw;
        }

        Complete();
    }

    /// <summary>The connect that is under way is not wanted any more.</summary>
    public void CancelOpening()
    {
        isGivenUp = true;
        connecting.Cancel();
    }

    /// <summary>Nothing is forwarded as bytes: the client turned out to speak HTTP. Nothing is counted or logged of it but the upstream connection.</summary>
    public void GiveUp()
    {
        upstream?.Close();
        EndLease();
    }

    /// <summary>Before it was opened: what has been written to the client is all it gets.</summary>
    public void EndAnswered(Fault fault)
    {
        connection.Close();
        Complete(fault);
    }

    /// <summary>Both sides were silent for too long.</summary>
    public void EndIdle()
    {
        flow.Details = IdleDetails;
        upstream?.Abort();
        connection.Abort();
        Complete();
    }

    /// <summary>An exception that nobody expected.</summary>
    public void EndByBug()
    {
        flow.Flags |= ResponseFlags.LocalReset;
        flow.Details = "internal_error";
        upstream?.Abort();
        Complete();
    }

    void Complete()
    {
        EndLease();
        flow.Ended = worker.Time.GetTimestamp();
        worker.Telemetry.TcpClosed(flow);
    }

    /// <summary>
    /// While the upstream is being connected: a client that was reset waits for nothing. One that sent a FIN may still want its answer.
    /// </summary>
    public void OnInput(TransportConnection _) => CancelIfClientLeft();

    /// <summary>Likewise, for who reads the client's input meanwhile.</summary>
    public void CancelIfClientLeft()
    {
        if (HasClientLeft)
        {
            connecting.Cancel();
        }
    }

    bool HasClientLeft => connection.ComingInputEnd is not (ConnectionEnd.Open or ConnectionEnd.Fin);

    public void OnDeadline(DeadlineReason reason)
    {
        Count();
        worker.Telemetry.TcpProgress(flow);
        report.Set(DeadlineReason.Report, ReportInterval);
    }

    Fault? Decide()
    {
        flow.RequestedServerName = ServerName ?? "";
        if (arrival.Find(flow.Snapshot) is not { } target)
        {
            return Unknown();
        }

        if (Match(target) is not { } route)
        {
            return target.Tcp is null && !target.ClosesUnmatched ? Unknown() : FaultTable.NoRoute;
        }

        flow.Route = route;
        flow.DecidedBy = route.Origin;
        return Choose(route);
    }

    Route? Match(Target target) =>
        (ServerName is null ? null : target.Tls?.Match(ServerName, arrival.Destination)) ?? target.Tcp?.Match(arrival.Destination);

    Fault? Choose(Route route)
    {
        var choice = route.Clusters.Pick(ref worker.Random);
        flow.Cluster = choice?.Cluster;
        flow.ClusterName = choice?.Cluster?.Name ?? choice?.MissingName ?? "";
        return flow.Cluster is null ? FaultTable.NoCluster : null;
    }

    Fault? Unknown()
    {
        var route = arrival.RouteOfUnknown(flow.Snapshot);
        flow.Route = route ?? flow.Snapshot.BlackHole;
        flow.DecidedBy = flow.Route.Name;
        return Choose(flow.Route) ?? (route is null ? FaultTable.Blocked : null);
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    async ValueTask<Fault?> ConnectAsync()
    {
        var fault = FaultTable.NoHealthyUpstream;
        for (var attempt = 0; attempt <= worker.Options.ConnectRetries; attempt++)
        {
            if (Pick() is not { } endpoint)
            {
                break;
            }

            flow.Endpoint = endpoint;
            var timeout = flow.Cluster!.ConnectTimeout;
            var result = await worker.Connector.ConnectAsync(endpoint, timeout, arrival.Direction, connecting);
            if (result.Connection is not null)
            {
                Lease(result.Connection, endpoint);
                if (flow.Cluster.ProxyProtocol != ProxyProtocol.NoProxyProtocol)
                {
                    // At once: a server that speaks first waits for it.
                    ProxyPrologue.Of(flow.Cluster.ProxyProtocol, connection, arrival).Write(result.Connection.Output);
                    await result.Connection.Output.FlushAsync();
                }

                return null;
            }

            if (HasClientLeft || isGivenUp)
            {
                return FaultTable.ClientGone;
            }

            fault = FaultTable.Of(result.Error);
        }

        return fault;
    }

    Endpoint? Pick() =>
        flow.Cluster!.UsesOriginalDestination
            ? worker.OriginalEndpoint(flow.Cluster, arrival)
            : flow.Cluster.Balancer.Pick(worker.Index, ref worker.Random);

    void Refuse(Fault fault)
    {
        connection.Abort();
        Complete(fault);
    }

    void Complete(Fault fault)
    {
        flow.Flags |= fault.Flags;
        flow.Details = fault.Details;
        flow.UpstreamFailure = fault.TransportFailure;
        Complete();
    }

    void Lease(TransportConnection connected, Endpoint endpoint)
    {
        upstream = connected;
        leased = endpoint.Slot(worker.Index);
        leased.Active++;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    async ValueTask RelayAsync()
    {
        leased!.Requests++;
        flow.UpstreamLocalAddress = upstream!.LocalEndPoint?.ToString() ?? "";
        // Not before: the endpoint is among the labels.
        worker.Telemetry.TcpOpened(flow);
        report.Set(DeadlineReason.Report, ReportInterval);
        tunnel = new Tunnel(connection, upstream, worker.Options.TcpIdleTimeout);
        await tunnel.RunAsync();
        flow.Details = tunnel.IsIdleTimeout ? IdleDetails : "";
    }

    void EndLease()
    {
        report.Remove();
        if (leased is not null)
        {
            leased.Active--;
            leased.ConnectionsEnded++;
        }

        if (tunnel is not null)
        {
            Count();
        }
    }

    void Count()
    {
        flow.BytesReceived = tunnel!.Sent;
        flow.BytesSent = tunnel.Received;
    }
}
