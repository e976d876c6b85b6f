using System.Runtime.CompilerServices;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Faults;
using Mesh.Proxy.Telemetry;
using Mesh.Transport;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy.Forwarding;

/// <summary>One connection forwarded as bytes: routed by where it meant to go, counted, and reported while it lasts.</summary>
sealed class TcpForwarder : IDeadlineOwner
{
    /// <summary>7.2: long connections are counted as they go.</summary>
    static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(5);

    readonly Worker worker;
    readonly TransportConnection connection;
    readonly Arrival arrival;
    readonly TcpFlow flow;
    readonly Deadline report;
    Tunnel? tunnel;

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

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    public async ValueTask RunAsync()
    {
        var fault = Decide();
        TransportConnection? upstream = null;
        if (fault is null)
        {
            (upstream, fault) = await ConnectAsync();
        }

        if (upstream is null)
        {
            flow.Flags |= fault!.Flags;
            flow.Details = fault.Details;
            flow.UpstreamFailure = fault.TransportFailure;
            connection.Abort();
        }
        else
        {
            await RelayAsync(upstream);
        }

        flow.Ended = worker.Time.GetTimestamp();
        worker.Telemetry.TcpClosed(flow);
    }

    public void OnDeadline(DeadlineReason reason)
    {
        Count();
        worker.Telemetry.TcpProgress(flow);
        report.Set(DeadlineReason.Report, ReportInterval);
    }

    Fault? Decide()
    {
        var target = arrival.Find(flow.Snapshot);
        if (target?.Tcp is not { } routes)
        {
            return Unknown();
        }

        if (routes.Match(arrival.Destination) is not { } route)
        {
            return FaultTable.NoRoute;
        }

        flow.Route = route;
        flow.DecidedBy = route.Origin;
        return Choose(route);
    }

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
    async ValueTask<(TransportConnection?, Fault?)> ConnectAsync()
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
            var result = await worker.Connector.ConnectAsync(endpoint, timeout, arrival.Direction);
            if (result.Connection is not null)
            {
                return (result.Connection, null);
            }

            fault = FaultTable.Of(result.Error);
        }

        return (null, fault);
    }

    Endpoint? Pick() =>
        flow.Cluster!.UsesOriginalDestination
            ? worker.OriginalEndpoint(flow.Cluster, arrival)
            : flow.Cluster.Balancer.Pick(worker.Index, ref worker.Random);

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    async ValueTask RelayAsync(TransportConnection upstream)
    {
        var slot = flow.Endpoint!.Slot(worker.Index);
        slot.Active++;
        slot.Requests++;
        flow.UpstreamLocalAddress = upstream.LocalEndPoint?.ToString() ?? "";
        // Not before: the endpoint is among the labels.
        worker.Telemetry.TcpOpened(flow);
        report.Set(DeadlineReason.Report, ReportInterval);
        tunnel = new Tunnel(connection, upstream, worker.Options.TcpIdleTimeout);
        await tunnel.RunAsync();
        report.Remove();
        slot.Active--;
        Count();
        flow.Details = tunnel.IsIdleTimeout ? "idle_timeout" : "";
    }

    void Count()
    {
        flow.BytesReceived = tunnel!.Sent;
        flow.BytesSent = tunnel.Received;
    }
}
