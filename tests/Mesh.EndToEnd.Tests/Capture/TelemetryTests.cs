using Mesh.EndToEnd.Tests.Harness;
using Mesh.Testing.Processes;
using Xunit;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>What both sides say of the same requests.</summary>
public sealed class TelemetryTests : IClassFixture<TelemetryTests.Fixture>
{
    readonly Fixture fixture;

    public TelemetryTests(Fixture fixture)
    {
        Prerequisites.Require();
        this.fixture = fixture;
    }

    [Theory]
    [InlineData(15090, "/stats/prometheus")]
    [InlineData(15020, "/stats/prometheus")]
    [InlineData(15020, "/metrics")]
    public async Task BothSidesCountARequestWithTheSamePeers(int port, string path)
    {
        // 7.1, 7.3, 7.6; the peer's identity travels by 2.25.
        await Curl.Get(fixture.Client.Host, $"{ReviewsConfig.Url}/counted");

        var source = await Counted(fixture.Client, "source", port, path);
        var destination = await Counted(fixture.Server, "destination", port, path);

        Assert.Equal(Expected("source"), Sorted(source));
        Assert.Equal(Expected("destination"), Sorted(destination));
    }

    [Fact]
    public async Task DurationsAndSizesHaveIstiosBuckets()
    {
        // 7.1, 7.4
        await Curl.Get(fixture.Client.Host, "--data-binary", "0123456789", $"{ReviewsConfig.Url}/echo");
        await Counted(fixture.Client, "source", 15090, "/stats/prometheus");

        var samples = await fixture.Client.Sidecar.Scrape();

        string[] bounds = ["0.5", "1", "5", "10", "25", "50", "100", "250", "500", "1000", "2500", "5000", "10000", "30000", "60000", "300000", "600000", "1800000", "3600000", "+Inf"];
        foreach (var name in (string[])["istio_request_duration_milliseconds", "istio_request_bytes", "istio_response_bytes"])
        {
            Assert.Equal(bounds, samples.Where(sample => sample.Name == name + "_bucket").Select(sample => sample["le"]).Distinct());
            Assert.Contains(samples, sample => sample.Name == name + "_sum" && sample.Value > 0);
            Assert.Contains(samples, sample => sample.Name == name + "_count" && sample.Value > 0);
        }
    }

    [Fact]
    public async Task BothSidesLogTheSameRequest()
    {
        // 7.15
        await Curl.Get(fixture.Client.Host, "-A", "curl \"quoted\"", "--data-binary", "0123456789", $"{ReviewsConfig.Url}/echo?logged");

        var source = await fixture.Client.Sidecar.WaitForLog(line => line.Path == "/echo?logged");
        var destination = await fixture.Server.Sidecar.WaitForLog(line => line.Path == "/echo?logged");

        Assert.Equal(("POST", "HTTP/1.1", 200, "-", "via_upstream"), (source.Method, source.Protocol, source.Code, source.Flags, source.Details));
        Assert.Equal((10L, 10L), (source.BytesReceived, source.BytesSent));
        Assert.Equal("reviews:9080", source.Authority);
        Assert.Equal("outbound|9080|v3|reviews.default.svc.cluster.local", source.UpstreamCluster);
        Assert.Equal("10.77.0.13:9080", source.UpstreamHost);
        Assert.Equal("10.96.0.20:9080", source.DownstreamLocalAddress);
        Assert.StartsWith("10.77.0.10:", source.DownstreamRemoteAddress);

        Assert.Equal(source.RequestId, destination.RequestId);
        Assert.True(Guid.TryParse(source.RequestId, out _), source.RequestId);
        Assert.Equal(("POST", "HTTP/1.1", 200, "-", "via_upstream"), (destination.Method, destination.Protocol, destination.Code, destination.Flags, destination.Details));
        Assert.Equal("inbound|9080||", destination.UpstreamCluster);
        Assert.Equal("10.77.0.13:9080", destination.UpstreamHost);
        Assert.StartsWith("127.0.0.6:", destination.UpstreamLocalAddress);
        Assert.Equal("10.77.0.13:9080", destination.DownstreamLocalAddress);
        Assert.Equal(source.UpstreamLocalAddress, destination.DownstreamRemoteAddress);
    }

    [Fact]
    public async Task EveryLineOfTheAccessLogParses()
    {
        await Curl.Get(fixture.Client.Host, "-A", "evil \\ \" agent", $"{ReviewsConfig.Url}/parsed?a=[1-5]");
        await fixture.Client.Sidecar.WaitForLog(line => line.Path == "/parsed?a=5");
        await fixture.Server.Sidecar.WaitForLog(line => line.Path == "/parsed?a=5");

        foreach (var pod in (Pod[])[fixture.Client, fixture.Server])
        {
            var lines = pod.Sidecar.Daemon.Lines.Where(line => line.StartsWith('[')).ToList();
            Assert.NotEmpty(lines);
            Assert.All(lines, line => Assert.NotNull(AccessLogLine.TryParse(line)));
        }
    }

    [Fact]
    public async Task ProxyStatusShowsEveryProxyInSync()
    {
        // 10.6
        var output = await fixture.Mesh.Network.Hub.Run(ProgramFiles.Ctl, "proxy-status", "--control", $"http://{ControlPlaneProcess.Monitoring}");

        var rows = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(["client.default", "reviews-v1.default", "reviews-v2.default", "reviews-v3.default"], rows.Select(row => row[0]).Order());
        Assert.All(rows, row => Assert.Contains("SYNCED", row));
    }

    [Fact]
    public async Task ValidateAcceptsTheSamples()
    {
        // 10.5
        var good = await Command.Try(ProgramFiles.Ctl, "validate", "-f", fixture.Mesh.Control.ConfigPath);
        Assert.True(good.ExitCode == 0, good.Error + good.Output);
    }

    static async Task<MetricSample> Counted(Pod pod, string reporter, int port, string path)
    {
        bool IsIt(MetricSample sample) => sample.Name == "istio_requests_total" && sample["reporter"] == reporter && sample["response_code"] == "200";
        var samples = await Eventually.Get("the count", async () => MetricSample.ParseAll(await pod.Sidecar.Page(path, port)), samples => samples.Any(IsIt));
        return Assert.Single(samples, IsIt);
    }

    static string[] Sorted(MetricSample sample) => [.. sample.Labels.Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal)];

    // 7.3: the whole set. A client's side does not judge security; nobody's principal is known without mutual TLS.
    static string[] Expected(string reporter) =>
    [
        $"connection_security_policy={(reporter == "source" ? "unknown" : "none")}",
        "destination_app=reviews",
        "destination_canonical_revision=v3",
        "destination_canonical_service=reviews",
        "destination_cluster=Kubernetes",
        "destination_principal=unknown",
        "destination_service=reviews.default.svc.cluster.local",
        "destination_service_name=reviews",
        "destination_service_namespace=default",
        "destination_version=v3",
        "destination_workload=reviews-v3",
        "destination_workload_namespace=default",
        "grpc_response_status=",
        $"reporter={reporter}",
        "request_protocol=http",
        "response_code=200",
        "response_flags=-",
        "source_app=client",
        "source_canonical_revision=v1",
        "source_canonical_service=client",
        "source_cluster=Kubernetes",
        "source_principal=unknown",
        "source_version=v1",
        "source_workload=client",
        "source_workload_namespace=default",
    ];

    public sealed class Fixture : MeshFixture
    {
        public Pod Client { get; private set; } = null!;

        /// <summary>The pod all requests of these tests go to: reviews v3.</summary>
        public Pod Server => Mesh.Pods[2];

        protected override IReadOnlyDictionary<string, string> Config => ReviewsConfig.Files();

        protected override async Task Build(MeshTopology mesh) => Client = await ReviewsConfig.AddPods(mesh);
    }
}
