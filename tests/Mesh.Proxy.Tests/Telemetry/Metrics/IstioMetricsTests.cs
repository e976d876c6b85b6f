using Mesh.Proxy.Config;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Telemetry.Metrics;
using Xunit;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy.Tests.Telemetry.Metrics;

public sealed class IstioMetricsTests
{
    const string OutboundLabels =
        "reporter=\"source\",source_workload=\"productpage-v1\",source_canonical_service=\"productpage\",source_canonical_revision=\"v1\","
        + "source_workload_namespace=\"default\",source_principal=\"unknown\",source_app=\"productpage\",source_version=\"v1\",source_cluster=\"Kubernetes\","
        + "destination_workload=\"reviews-v1\",destination_workload_namespace=\"default\",destination_principal=\"unknown\",destination_app=\"reviews\","
        + "destination_version=\"v1\",destination_service=\"reviews.default.svc.cluster.local\",destination_canonical_service=\"reviews\","
        + "destination_canonical_revision=\"v1\",destination_service_name=\"reviews\",destination_service_namespace=\"default\","
        + "destination_cluster=\"Kubernetes\",";

    const string HttpEnd = "request_protocol=\"http\",response_code=\"200\",grpc_response_status=\"\",response_flags=\"-\",connection_security_policy=\"unknown\"";

    readonly WorkerTelemetry worker = new(0);

    [Fact]
    public async Task A_request_is_counted_under_istios_names_and_labels_in_istios_order()
    {
        worker.Complete(Exchanges.Outbound());

        var scrape = await Scrape.Of(Scrape.Exporter(worker));

        Assert.Equal(1, scrape["istio_requests_total{" + OutboundLabels + HttpEnd + "}"]);
        Assert.Equal(212, scrape["istio_request_bytes_sum{" + OutboundLabels + HttpEnd + "}"]);
        Assert.Equal(479, scrape["istio_response_bytes_sum{" + OutboundLabels + HttpEnd + "}"]);
        Assert.Equal(7, scrape["istio_request_duration_milliseconds_sum{" + OutboundLabels + HttpEnd + "}"], 9);
        Assert.Equal(0, scrape["istio_request_duration_milliseconds_bucket{" + OutboundLabels + HttpEnd + ",le=\"5\"}"]);
        Assert.Equal(1, scrape["istio_request_duration_milliseconds_bucket{" + OutboundLabels + HttpEnd + ",le=\"10\"}"]);
        Assert.Equal(1, scrape["istio_build{component=\"proxy\",tag=\"1.2.3\"}"]);
    }

    [Fact]
    public async Task A_gRPC_call_is_counted_with_its_status_and_its_messages()
    {
        const string End = "request_protocol=\"grpc\",response_code=\"200\",grpc_response_status=\"5\",response_flags=\"-\",connection_security_policy=\"unknown\"";
        var call = Exchanges.Outbound();
        (call.IsGrpc, call.GrpcStatus, call.RequestMessages, call.ResponseMessages) = (true, Mesh.Protocols.Grpc.GrpcStatus.NotFound, 3, 2);
        worker.Complete(call);
        worker.Complete(call);
        worker.Complete(Exchanges.Outbound());

        var scrape = await Scrape.Of(Scrape.Exporter(worker));

        Assert.Equal(2, scrape["istio_requests_total{" + OutboundLabels + End + "}"]);
        Assert.Equal(6, scrape["istio_request_messages_total{" + OutboundLabels + End + "}"]);
        Assert.Equal(4, scrape["istio_response_messages_total{" + OutboundLabels + End + "}"]);
        Assert.Equal(1, scrape["istio_requests_total{" + OutboundLabels + HttpEnd + "}"]);
        Assert.False(scrape.Has("istio_request_messages_total{" + OutboundLabels + HttpEnd + "}"));
    }

    [Fact]
    public async Task Inbound_takes_the_source_from_the_peer_and_the_destination_from_itself()
    {
        worker.Complete(Exchanges.Inbound());

        var labels = (await Scrape.Of(Scrape.Exporter(worker))).LabelsOf("istio_requests_total").Single();

        Assert.Equal("destination", labels["reporter"]);
        Assert.Equal("productpage-v1", labels["source_workload"]);
        Assert.Equal("reviews-v1", labels["destination_workload"]);
        Assert.Equal("reviews.default.svc.cluster.local", labels["destination_service"]);
        Assert.Equal("none", labels["connection_security_policy"]);
    }

    [Fact]
    public async Task What_is_not_known_is_unknown_and_a_missing_revision_is_latest()
    {
        var exchange = Exchanges.Inbound();
        exchange.SourceWorkload = null;
        worker.Complete(exchange);

        var labels = (await Scrape.Of(Scrape.Exporter(worker))).LabelsOf("istio_requests_total").Single();

        Assert.All(
            ["source_workload", "source_canonical_service", "source_workload_namespace", "source_principal", "source_app", "source_version", "source_cluster"],
            name => Assert.Equal("unknown", labels[name]));
        Assert.Equal("latest", labels["source_canonical_revision"]);
    }

    [Theory]
    [InlineData((int)ResponseFlags.None, "-")]
    [InlineData((int)ResponseFlags.NoRouteFound, "NR")]
    [InlineData((int)(ResponseFlags.UpstreamConnectionFailure | ResponseFlags.UpstreamRetryLimitExceeded), "UF,URX")]
    [InlineData((int)ResponseFlags.OverloadManager, "OM")]
    public async Task Response_flags_are_envoys(int flags, string text)
    {
        var exchange = Exchanges.Outbound();
        exchange.Flags = (ResponseFlags)flags;
        worker.Complete(exchange);

        Assert.Equal(text, (await Scrape.Of(Scrape.Exporter(worker))).LabelsOf("istio_requests_total").Single()["response_flags"]);
    }

    [Theory]
    [InlineData("PassthroughCluster")]
    [InlineData("BlackHoleCluster")]
    public async Task A_foreign_host_is_the_service_and_the_cluster_its_name(string cluster)
    {
        var exchange = Exchanges.Outbound();
        exchange.Cluster = null;
        exchange.Endpoint = null;
        exchange.ClusterName = cluster;
        worker.Complete(exchange);

        var labels = (await Scrape.Of(Scrape.Exporter(worker))).LabelsOf("istio_requests_total").Single();

        Assert.Equal("reviews:9080", labels["destination_service"]);
        Assert.Equal(cluster, labels["destination_service_name"]);
        Assert.Equal("unknown", labels["destination_service_namespace"]);
    }

    [Fact]
    public async Task Workers_are_summed_and_scraping_twice_counts_once()
    {
        var other = new WorkerTelemetry(1);
        var exporter = Scrape.Exporter(worker, other);
        worker.Complete(Exchanges.Outbound());
        await Scrape.Of(exporter);
        other.Complete(Exchanges.Outbound());
        worker.Complete(Exchanges.Outbound());
        await Scrape.Of(exporter);

        var scrape = await Scrape.Of(exporter);

        Assert.Equal(3, scrape["istio_requests_total{" + OutboundLabels + HttpEnd + "}"]);
        Assert.Equal(3, scrape["istio_request_duration_milliseconds_count{" + OutboundLabels + HttpEnd + "}"]);
        Assert.Equal(3 * 212, scrape["istio_request_bytes_sum{" + OutboundLabels + HttpEnd + "}"]);
    }

    [Fact]
    public async Task New_configuration_objects_with_the_same_labels_are_the_same_series()
    {
        var exchange = Exchanges.Outbound();
        for (var i = 0; i < 10_000; i++)
        {
            exchange.Cluster = Exchanges.Cluster("outbound|9080||reviews");
            worker.Complete(exchange);
        }

        Assert.Equal(1, worker.Http.Count);
        Assert.Equal(10_000, (await Scrape.Of(Scrape.Exporter(worker)))["istio_requests_total{" + OutboundLabels + HttpEnd + "}"]);
    }

    [Fact]
    public async Task Beyond_the_cap_requests_are_counted_as_overflow_by_reporter_and_class_of_code()
    {
        var capped = new WorkerTelemetry(0, maxHttpSeries: 50);
        var exchange = Exchanges.Inbound();
        exchange.ResponseCode = 503;
        for (var i = 0; i < 550; i++)
        {
            exchange.SourceWorkload = Exchanges.Identity("attacker-" + i);
            capped.Complete(exchange);
        }

        var scrape = await Scrape.Of(Scrape.Exporter(capped));

        Assert.Equal(51, capped.Http.Count);
        var overflow = scrape.LabelsOf("istio_requests_total").Single(labels => labels["destination_service"] == "overflow");
        Assert.Equal(("destination", "5xx", "unknown"), (overflow["reporter"], overflow["response_code"], overflow["source_workload"]));
        Assert.Equal(500, scrape["mesh_proxy_telemetry_overflow_total"]);
        Assert.Equal(51, scrape["mesh_proxy_telemetry_series"]);
    }

    [Fact]
    public async Task Label_values_from_peers_cannot_break_the_exposition()
    {
        var exchange = Exchanges.Inbound();
        exchange.SourceWorkload = Exchanges.Identity("a\"} 1\nistio_requests_total{x=\"\\");
        worker.Complete(exchange);

        var scrape = await Scrape.Of(Scrape.Exporter(worker));

        Assert.Single(scrape.LabelsOf("istio_requests_total"));
    }

    [Fact]
    public async Task A_tcp_connection_reports_bytes_while_open_and_ends_in_the_series_it_began_in()
    {
        var exporter = Scrape.Exporter(worker);
        var flow = Exchanges.Flow();
        worker.TcpOpened(flow);
        (flow.BytesReceived, flow.BytesSent) = (10, 100);
        worker.TcpProgress(flow);
        var during = await Scrape.Of(exporter);
        (flow.BytesReceived, flow.BytesSent) = (15, 130);
        flow.Flags = ResponseFlags.UpstreamConnectionTermination;
        worker.TcpClosed(flow);
        var after = await Scrape.Of(exporter);

        const string labels = "{" + OutboundLabels + "request_protocol=\"tcp\",response_flags=\"-\",connection_security_policy=\"unknown\"}";
        Assert.Equal((1, 0, 10, 100), Tcp(during, labels));
        Assert.Equal((1, 1, 15, 130), Tcp(after, labels));
        Assert.Equal(1, worker.Tcp.Count);
    }

    [Fact]
    public async Task A_tcp_connection_that_failed_before_it_opened_is_opened_and_closed()
    {
        var flow = Exchanges.Flow();
        flow.Flags = ResponseFlags.UpstreamConnectionFailure;
        worker.TcpClosed(flow);

        var scrape = await Scrape.Of(Scrape.Exporter(worker));

        var labels = scrape.LabelsOf("istio_tcp_connections_opened_total").Single();
        Assert.Equal("UF", labels["response_flags"]);
        Assert.False(labels.ContainsKey("response_code"));
        Assert.Equal(1, scrape[scrape.Names.Single(name => name.StartsWith("istio_tcp_connections_closed_total{", StringComparison.Ordinal))]);
    }

    [Fact]
    public void Completing_allocates_nothing()
    {
        var exchanges = new[] { Exchanges.Outbound(), Exchanges.Inbound() };
        foreach (var exchange in exchanges)
        {
            worker.Complete(exchange);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100_000; i++)
        {
            worker.Complete(exchanges[i & 1]);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task A_scrape_during_counting_is_consistent_and_the_last_one_exact()
    {
        const int total = 300_000;
        var exporter = Scrape.Exporter(worker);
        var writer = new Thread(() =>
        {
            var exchange = Exchanges.Outbound();
            for (var i = 0; i < total; i++)
            {
                exchange.Ended = exchange.Started + Exchanges.Milliseconds(TimeProvider.System, 1 + i % 8);
                worker.Complete(exchange);
            }
        });
        writer.Start();
        var last = 0.0;
        while (writer.IsAlive)
        {
            var scrape = await Scrape.Of(exporter);
            var sample = "istio_request_duration_milliseconds_count{" + OutboundLabels + HttpEnd + "}";
            if (scrape.Has(sample))
            {
                Assert.InRange(scrape[sample], last, total);
                last = scrape[sample];
            }
        }

        var end = await Scrape.Of(exporter);
        Assert.Equal(total, end["istio_requests_total{" + OutboundLabels + HttpEnd + "}"]);
        Assert.Equal(total * 5 / 8, end["istio_request_duration_milliseconds_bucket{" + OutboundLabels + HttpEnd + ",le=\"5\"}"]);
        Assert.Equal(total * 4.5, end["istio_request_duration_milliseconds_sum{" + OutboundLabels + HttpEnd + "}"], 1e-3);
    }

    [Fact]
    public async Task Native_metrics_keep_envoys_names_and_cluster_counters_survive_their_endpoints()
    {
        var config = new SnapshotHolder();
        var control = new StubControl();
        var endpoint = new Endpoint(System.Net.IPEndPoint.Parse("10.0.0.3:80"), 1, Exchanges.Reviews, 1);
        var exporter = new MetricsExporter(
            new TelemetrySources([worker], config, new Proxy.Telemetry.AccessLogs.LogWriter(1), TimeProvider.System), control, "1");
        endpoint.Slot(0).Requests = 7;
        endpoint.Slot(0).Active = 2;
        endpoint.Slot(0).Connections = 5;
        endpoint.Slot(0).ConnectionsEnded = 2;
        config.Publish(new Snapshot { Generation = 4, Clusters = [Exchanges.Cluster("used", endpoint), Exchanges.Cluster("unused")] });
        Assert.Equal(3, (await Scrape.Of(exporter))["envoy_cluster_upstream_cx_active{cluster_name=\"used\"}"]);
        config.Publish(new Snapshot { Generation = 5, Clusters = [Exchanges.Cluster("used")] });

        var scrape = await Scrape.Of(exporter);

        Assert.Equal(7, scrape["envoy_cluster_upstream_rq_total{cluster_name=\"used\"}"]);
        Assert.Equal(0, scrape["envoy_cluster_upstream_rq_active{cluster_name=\"used\"}"]);
        Assert.Equal(5, scrape["envoy_cluster_upstream_cx_total{cluster_name=\"used\"}"]);
        Assert.Equal(2, scrape["envoy_cluster_upstream_cx_destroy{cluster_name=\"used\"}"]);
        Assert.False(scrape.Has("envoy_cluster_upstream_rq_total{cluster_name=\"unused\"}"));
        Assert.Equal(17, scrape["envoy_listener_downstream_cx_total{listener_address=\"0.0.0.0:15006\"}"]);
        Assert.Equal(5, scrape["mesh_proxy_config_generation"]);
        Assert.Equal(1, scrape["envoy_server_live"]);
        Assert.InRange(scrape["process_resident_memory_bytes"], 1 << 20, 1L << 40);
        Assert.InRange(scrape["process_open_fds"], 3, 100_000);
    }

    static (double, double, double, double) Tcp(Scrape scrape, string labels) =>
        (scrape["istio_tcp_connections_opened_total" + labels],
            scrape["istio_tcp_connections_closed_total" + labels],
            scrape["istio_tcp_received_bytes_total" + labels],
            scrape["istio_tcp_sent_bytes_total" + labels]);
}
