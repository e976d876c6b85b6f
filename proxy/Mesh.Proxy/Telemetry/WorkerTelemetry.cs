using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry.AccessLogs;
using Mesh.Proxy.Telemetry.Metrics;
using Mesh.Proxy.Telemetry.Peers;

namespace Mesh.Proxy.Telemetry;

/// <summary>A worker's counters and log buffer: plain fields, written by that worker alone, read by the exporter at scrape.</summary>
sealed class WorkerTelemetry
{
    /// <summary>Label sets per worker; what comes beyond takes the place of an idle one, or is counted in overflow series.</summary>
    public const int MaxHttpSeries = 2000;

    public const int MaxTcpSeries = 1000;

    static readonly Func<SeriesKey, string[]> HttpOverflow = IstioLabels.HttpOverflow;
    static readonly Func<SeriesKey, string[]> TcpOverflow = IstioLabels.TcpOverflow;

    readonly HostNames hosts = new();
    readonly WorkerAccessLog? log;
    readonly AccessLogFlush flush;
    readonly SeriesSweep sweep;

    /// <param name="worker">Number of the worker.</param>
    /// <param name="accessLog">The process's access log; null: none.</param>
    /// <param name="time">The clock that exchanges are stamped with; null: the system's.</param>
    /// <param name="maxHttpSeries">Most label sets of HTTP metrics.</param>
    public WorkerTelemetry(int worker, AccessLogSwitch? accessLog = null, TimeProvider? time = null, int maxHttpSeries = MaxHttpSeries)
    {
        Worker = worker;
        Time = time ?? TimeProvider.System;
        log = accessLog is null ? null : new WorkerAccessLog(accessLog, new WallClock(Time));
        flush = new AccessLogFlush(log);
        sweep = new SeriesSweep(Sweep);
        var durations = HistogramBounds.ForTicks(HistogramBounds.Istio, Time.TimestampFrequency);
        var sizes = HistogramBounds.ForWholeNumbers(HistogramBounds.Istio);
        Http = new SeriesTable<HttpSeries>(maxHttpSeries, labels => new HttpSeries(labels, durations, sizes));
        Tcp = new SeriesTable<TcpSeries>(MaxTcpSeries, labels => new TcpSeries(labels));
    }

    public int Worker { get; }

    public TimeProvider Time { get; }

    /// <summary>Who calls this workload, by their metadata headers.</summary>
    public PeerMetadataCache Peers { get; } = new();

    /// <summary>Counts that other rooms keep here.</summary>
    public WorkerCounters Counters { get; } = new();

    public SeriesTable<HttpSeries> Http { get; }

    public SeriesTable<TcpSeries> Tcp { get; }

    /// <summary>From now on the loop's timers hand over log lines older than a second, and let series grow old. Once, before the loop runs.</summary>
    public void Attach(Transport.EventLoop loop)
    {
        flush.Attach(loop.Timers);
        sweep.Attach(loop.Timers);
    }

    /// <summary>What was idle for an hour gives its place to new label sets once there is no other.</summary>
    internal void Sweep()
    {
        Http.Sweep();
        Tcp.Sweep();
    }

    /// <summary>The one place where a finished exchange is counted and logged.</summary>
    public void Complete(Exchange exchange)
    {
        var series = HttpSeriesOf(exchange);
        series.Add(
            exchange.Ended - exchange.Started,
            exchange.RequestHeadBytes + exchange.RequestBodyBytes,
            exchange.ResponseHeadBytes + exchange.ResponseBodyBytes);
        if (exchange.IsGrpc)
        {
            series.AddMessages(exchange.RequestMessages, exchange.ResponseMessages);
        }

        Log(new AccessLogRecord(exchange));
    }

    /// <summary>A TCP connection (or tunnel) reached its endpoint.</summary>
    public void TcpOpened(TcpFlow flow) => SeriesOf(flow).Open();

    /// <summary>Bytes since the last report; at least every 5 s on long connections (7.2).</summary>
    public void TcpProgress(TcpFlow flow)
    {
        SeriesOf(flow).Move(flow.BytesSent - flow.ReportedSent, flow.BytesReceived - flow.ReportedReceived);
        flow.ReportedSent = flow.BytesSent;
        flow.ReportedReceived = flow.BytesReceived;
    }

    /// <summary>Counts what is left, and logs. A connection that ended before it was opened upstream is counted as opened first, so that the two counters meet.</summary>
    public void TcpClosed(TcpFlow flow)
    {
        if (flow.Series is null)
        {
            TcpOpened(flow);
        }

        TcpProgress(flow);
        flow.Series!.Close();
        flow.Series = null;
        Log(new AccessLogRecord(flow));
    }

    /// <summary>Hands over waiting log lines: at drain and stop.</summary>
    public void Flush() => log?.Flush();

    void Log(in AccessLogRecord record)
    {
        if (log is null)
        {
            return;
        }

        log.Write(record);
        flush.Arm();
    }

    HttpSeries HttpSeriesOf(Exchange exchange)
    {
        var isInbound = exchange.Direction == Direction.Inbound;
        var own = exchange.Snapshot.Workload.Identity;
        var key = new SeriesKey(
            exchange.Direction,
            SecurityOf(exchange.Direction),
            isInbound ? exchange.SourceWorkload : own,
            isInbound ? own : exchange.Endpoint?.Workload,
            exchange.Cluster ?? (object?)exchange.ClusterName,
            NeedsHost(exchange) ? hosts.Intern(ExchangeHeaders.Authority(exchange)) : null,
            exchange.ResponseCode,
            exchange.Flags,
            exchange.IsGrpc,
            exchange.GrpcStatus);
        var slot = exchange.Endpoint?.PeekSlot(Worker);
        if (slot?.LastSeries is { IsExpired: false } last && slot.LastKey.Equals(key))
        {
            return last;
        }

        var series = Http.Find(key) ?? Http.Add(key, IstioLabels.Http(key), HttpOverflow);
        if (slot is not null)
        {
            (slot.LastKey, slot.LastSeries) = (key, series);
        }

        return series;
    }

    /// <summary>
    /// A sidecar says which foreign host its application called. On other ways in Istio does not take the host for a service's name: there it is
    /// strangers who choose it.
    /// </summary>
    static bool NeedsHost(Exchange exchange) =>
        exchange.Direction == Direction.Outbound && exchange.Cluster is not { ServiceHostname.Length: > 0 };

    /// <summary>All labels of a connection's series stay those it was opened with.</summary>
    TcpSeries SeriesOf(TcpFlow flow) => flow.Series ??= FindSeries(flow);

    TcpSeries FindSeries(TcpFlow flow)
    {
        var isInbound = flow.Direction == Direction.Inbound;
        var own = flow.Snapshot.Workload.Identity;
        var key = new SeriesKey(
            flow.Direction,
            SecurityOf(flow.Direction),
            isInbound ? flow.SourceWorkload : own,
            isInbound ? own : flow.Endpoint?.Workload,
            flow.Cluster ?? (object?)flow.ClusterName,
            Host: null,
            Code: 0,
            flow.Flags);
        return Tcp.Find(key) ?? Tcp.Add(key, IstioLabels.Tcp(key), TcpOverflow);
    }

    static ConnectionSecurity SecurityOf(Direction direction) =>
        direction == Direction.Inbound ? ConnectionSecurity.None : ConnectionSecurity.Unknown;
}
