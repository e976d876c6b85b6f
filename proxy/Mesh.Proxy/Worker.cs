using System.Net;
using Mesh.Protocols.Http2;
using Mesh.Proxy.Config;
using Mesh.Proxy.Http2;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Telemetry.Peers;
using Mesh.Proxy.Upstream;
using Mesh.Transport;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy;

/// <summary>One core's share of the proxy: its loop and everything a request on it touches. All members are for the loop's thread.</summary>
sealed class Worker
{
    readonly int workers;
    FastRandom random;

    public Worker(int index, int workers, EventLoop loop, SnapshotHolder config, WorkerTelemetry telemetry, ServingOptions options)
    {
        this.workers = workers;
        Index = index;
        Loop = loop;
        Config = config;
        Telemetry = telemetry;
        Options = options;
        random = new FastRandom((ulong)Time.GetTimestamp() + ((ulong)index << 48));
        Date = new DateClock(loop.Timers);
        Connector = new UpstreamConnector(loop, index);
        Requests = new RequestServerPool(this);
        Http2 = new Http2Shared(options.Http2Limits);
        telemetry.Counters.Http2 = Http2.Counters;
        ServerStreams = new Http2ServerStreams(this);
        UpstreamStreams = new Http2UpstreamStreams(this);
        OutboundOriginals = new OriginalDestinations(index, workers);
        InboundOriginals = new OriginalDestinations(index, workers);
    }

    public int Index { get; }

    public EventLoop Loop { get; }

    public SnapshotHolder Config { get; }

    public WorkerTelemetry Telemetry { get; }

    public ServingOptions Options { get; }

    public ref FastRandom Random => ref random;

    public TimeProvider Time => Loop.Timers.Time;

    public DateClock Date { get; }

    public UpstreamConnector Connector { get; }

    public RequestServerPool Requests { get; }

    public Http2ServerStreams ServerStreams { get; }

    public Http2UpstreamStreams UpstreamStreams { get; }

    /// <summary>What this worker's HTTP/2 sessions share.</summary>
    public Http2Shared Http2 { get; }

    /// <summary>For a head that is read again at once.</summary>
    public ScratchWriter Scratch { get; } = new();

    public ConnectionSet Connections { get; } = new();

    /// <summary>Set by the host when the proxy terminates: responses to those who call us say Connection: close (11.4).</summary>
    public bool IsDraining { get; private set; }

    OriginalDestinations OutboundOriginals { get; }

    /// <summary>Apart from the others: connections to the application have their own source address, so the pools must not mix.</summary>
    OriginalDestinations InboundOriginals { get; }

    /// <summary>The endpoint a client dialled: one of the cluster's if it has it, so that labels and pool are the workload's. Null: it dialled the proxy.</summary>
    public Endpoint? OriginalEndpoint(Cluster cluster, Arrival arrival)
    {
        if (arrival.Destination.Address.Equals(IPAddress.Any))
        {
            return null;
        }

        var originals = arrival.Direction == Direction.Inbound ? InboundOriginals : OutboundOriginals;
        return cluster.Find(arrival.Destination) ?? originals.Get(arrival.Destination);
    }

    public Http1Pool PoolOf(Endpoint endpoint)
    {
        var slot = endpoint.Slot(Index);
        return slot.Pool ??= new Http1Pool(Loop.Timers, Options.UpstreamIdleTimeout, Options.MaxIdlePerEndpoint);
    }

    public Http2Pool Http2PoolOf(Endpoint endpoint) => endpoint.Slot(Index).Http2 ??= new Http2Pool(this, endpoint);

    /// <summary>Told of an exception that nobody expected; true: it is dealt with.</summary>
    public Func<Exception, bool> OnBug { get; init; } = static _ => true;

    /// <summary>What requests to other workloads carry about this one (2.25); null: nothing.</summary>
    public OwnMetadataSource? OwnMetadata { get; init; }

    public void BeginDrain() => IsDraining = true;

    /// <summary>Endpoints that a new snapshot no longer has: what is kept to them is closed, what is in flight ends by itself.</summary>
    public void Retire(IEnumerable<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            endpoint.PeekSlot(Index)?.Pool?.Retire();
            endpoint.PeekSlot(Index)?.Http2?.Retire();
        }
    }
}
