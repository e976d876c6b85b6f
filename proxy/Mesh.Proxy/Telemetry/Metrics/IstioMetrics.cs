using Prometheus;

namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>Istio's metrics (7.1, 7.2) in a prometheus-net registry, filled from the workers' series at scrape. For the scraping thread.</summary>
sealed class IstioMetrics
{
    readonly SeriesExport<HttpSeries> http;
    readonly SeriesExport<TcpSeries> tcp;
    readonly double millisecondsPerTick;
    readonly Counter requests;
    readonly Counter requestMessages;
    readonly Counter responseMessages;
    readonly Histogram duration;
    readonly Histogram requestBytes;
    readonly Histogram responseBytes;
    readonly Counter opened;
    readonly Counter closed;
    readonly Counter sent;
    readonly Counter received;

    public IstioMetrics(IMetricFactory factory, IReadOnlyList<WorkerTelemetry> workers)
    {
        http = new SeriesExport<HttpSeries>([.. workers.Select(worker => worker.Http)], Follow, RemoveHttp);
        tcp = new SeriesExport<TcpSeries>([.. workers.Select(worker => worker.Tcp)], Follow, RemoveTcp);
        millisecondsPerTick = 1000.0 / workers[0].Time.TimestampFrequency;
        requests = factory.CreateCounter("istio_requests_total", "Requests handled by this proxy.", IstioLabelNames.Http);
        requestMessages = factory.CreateCounter("istio_request_messages_total", "gRPC messages of requests.", IstioLabelNames.Http);
        responseMessages = factory.CreateCounter("istio_response_messages_total", "gRPC messages of responses.", IstioLabelNames.Http);
        duration = Histogram(factory, "istio_request_duration_milliseconds", "Time from the first byte of the request to the last of the response.");
        requestBytes = Histogram(factory, "istio_request_bytes", "Bytes of requests, heads included.");
        responseBytes = Histogram(factory, "istio_response_bytes", "Bytes of responses, heads included.");
        opened = factory.CreateCounter("istio_tcp_connections_opened_total", "TCP connections opened.", IstioLabelNames.Tcp);
        closed = factory.CreateCounter("istio_tcp_connections_closed_total", "TCP connections closed.", IstioLabelNames.Tcp);
        sent = factory.CreateCounter("istio_tcp_sent_bytes_total", "Bytes sent to TCP clients.", IstioLabelNames.Tcp);
        received = factory.CreateCounter("istio_tcp_received_bytes_total", "Bytes received from TCP clients.", IstioLabelNames.Tcp);
    }

    /// <summary>Brings the registry up to date.</summary>
    public void Collect()
    {
        http.Collect();
        tcp.Collect();
    }

    /// <summary>Series of equal labels on several workers meet in the same child.</summary>
    SeriesReplay Follow(HttpSeries series) => new(
        series,
        CountersOf(series),
        [
            Replay(series.Duration, millisecondsPerTick, duration.WithLabels(series.Labels)),
            Replay(series.RequestBytes, 1, requestBytes.WithLabels(series.Labels)),
            Replay(series.ResponseBytes, 1, responseBytes.WithLabels(series.Labels)),
        ]);

    CounterReplay[] CountersOf(HttpSeries series)
    {
        var counted = new CounterReplay(() => series.Requests, requests.WithLabels(series.Labels));
        return !series.IsGrpc
            ? [counted]
            :
            [
                counted,
                new CounterReplay(() => series.RequestMessages, requestMessages.WithLabels(series.Labels)),
                new CounterReplay(() => series.ResponseMessages, responseMessages.WithLabels(series.Labels)),
            ];
    }

    SeriesReplay Follow(TcpSeries series) => new(
        series,
        [
            new CounterReplay(() => series.Opened, opened.WithLabels(series.Labels)),
            new CounterReplay(() => series.Closed, closed.WithLabels(series.Labels)),
            new CounterReplay(() => series.Sent, sent.WithLabels(series.Labels)),
            new CounterReplay(() => series.Received, received.WithLabels(series.Labels)),
        ],
        []);

    void RemoveHttp(string[] labels)
    {
        requests.RemoveLabelled(labels);
        duration.RemoveLabelled(labels);
        requestBytes.RemoveLabelled(labels);
        responseBytes.RemoveLabelled(labels);
        requestMessages.RemoveLabelled(labels);
        responseMessages.RemoveLabelled(labels);
    }

    void RemoveTcp(string[] labels)
    {
        opened.RemoveLabelled(labels);
        closed.RemoveLabelled(labels);
        sent.RemoveLabelled(labels);
        received.RemoveLabelled(labels);
    }

    static HistogramReplay Replay(BucketCounts source, double scale, Histogram.Child target) => new(source, HistogramBounds.Istio, scale, target);

    static Histogram Histogram(IMetricFactory factory, string name, string help) =>
        factory.CreateHistogram(name, help, IstioLabelNames.Http, new HistogramConfiguration { Buckets = HistogramBounds.Istio });
}
