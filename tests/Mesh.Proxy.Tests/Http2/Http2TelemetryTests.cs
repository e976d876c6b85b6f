using Mesh.Contract;
using Mesh.Protocols.Http2;
using Mesh.Proxy.Telemetry.AccessLogs;
using Mesh.Proxy.Tests.Http2.Harness;
using Mesh.Proxy.Tests.Telemetry.AccessLogs;
using Mesh.Proxy.Tests.Telemetry.Metrics;
using Xunit;

namespace Mesh.Proxy.Tests.Http2;

/// <summary>What operators see of HTTP/2: the access log's words for how exchanges went, and the counters.</summary>
public sealed class Http2TelemetryTests : IDisposable
{
    readonly MemoryDestination destination = new();
    readonly LogWriter writer = new(maxBuffers: 2);
    readonly AccessLogSwitch log;

    public Http2TelemetryTests()
    {
        log = new AccessLogSwitch(writer, _ => destination);
        log.Apply(new AccessLog { Path = "/dev/null", Format = "%PROTOCOL% %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %RESP(X-TOLD)%\n" });
    }

    public void Dispose() => writer.Dispose();

    [Theory]
    [MemberData(nameof(PairScene.Pairs), MemberType = typeof(PairScene))]
    public void The_version_is_the_clients(bool client2, bool upstream2)
    {
        using var scene = Scene(client2, upstream2);
        scene.Asks("GET /");
        var upstream = scene.Accepts();
        upstream.Answers(200, 0, "x-told: yes");
        upstream.Ends();
        Assert.Equal($"{(client2 ? "HTTP/2" : "HTTP/1.1")} 200 - via_upstream yes\n", Logged(scene));
    }

    [Theory]
    [InlineData(false, Http2ErrorCode.InternalError, "HTTP/2 503 UR upstream_reset_before_response_started{remote_reset} -\n")]
    [InlineData(true, Http2ErrorCode.InternalError, "HTTP/2 200 UR upstream_reset_after_response_started{remote_reset} yes\n")]
    public void A_reset_of_the_upstreams_is_said_so(bool isWithin, Http2ErrorCode code, string line)
    {
        using var scene = Scene(true, true);
        scene.Asks("GET /");
        var upstream = (Http2Side)scene.Accepts();
        if (isWithin)
        {
            upstream.Answers(200, -1, "x-told: yes");
        }

        upstream.Stream.Resets(code);
        Assert.Equal(line, Logged(scene));
    }

    /// <summary>The head of an answer that never came must not be another's.</summary>
    [Fact]
    public void A_request_without_an_answer_shows_none()
    {
        using var scene = Scene(true, true);
        for (var i = 0; i < 3; i++)
        {
            scene.Asks("GET /");
            ((Http2Side)scene.Accepts()).Stream.Answers(200, end: true, "x-told: yes");
            scene.Asks("GET /");
            ((Http2Side)scene.Accepts()).Stream.Resets(Http2ErrorCode.InternalError);
        }

        Assert.Equal(3, Logged(scene).Split('\n').Count(line => line == "HTTP/2 503 UR upstream_reset_before_response_started{remote_reset} -"));
    }

    [Fact]
    public void A_request_broken_within_says_how()
    {
        using var scene = Scene(true, true);
        var client = scene.Connects();
        client.SaysRaw(Frames.Headers(1, Frames.Request("POST", ("content-length", "2"))));
        client.SaysRaw(Frames.Data(1, [1, 2, 3]));
        Assert.Equal("HTTP/2 0 DPE http2.content_length_mismatch -\n", Logged(scene));
    }

    [Fact]
    public void Requests_of_an_attacker_say_what_he_did()
    {
        using var scene = Scene(true, true);
        var client = scene.Connects();
        client.Opens("POST /", end: false);
        client.SaysRaw([.. Enumerable.Range(0, 200).Select(_ => Frames.Data(1, []))]);
        Assert.Equal("HTTP/2 0 DPE http2.inbound_empty_frames_flood -\n", Logged(scene));
    }

    [Fact]
    public void A_client_that_resets_is_gone()
    {
        using var scene = Scene(true, true);
        scene.Asks("GET /").Resets();
        Assert.Equal("HTTP/2 0 DC downstream_remote_disconnect -\n", Logged(scene));
    }

    [Fact]
    public async Task Abuse_is_counted_by_kind()
    {
        using var scene = Scene(true, true);
        scene.Connects().SaysRaw([.. Enumerable.Range(0, 400).Select(_ => Frames.Ping())]);
        scene.Connects().SaysRaw([Frames.Headers(1, Frames.Request("POST")), .. Enumerable.Range(0, 200).Select(_ => Frames.Data(1, []))]);
        var scrape = await Scrape.Of(Scrape.Exporter(scene.Worker.Telemetry));
        Assert.Equal(1, scrape["mesh_proxy_http2_floods_total{kind=\"ping_flood\"}"]);
        Assert.Equal(201, scrape["mesh_proxy_http2_abuse_total{kind=\"ping_flood\"}"]);
        Assert.Equal(1, scrape["mesh_proxy_http2_floods_total{kind=\"inbound_empty_frames_flood\"}"]);
        Assert.Equal(1, scrape["envoy_http2_inbound_empty_frames_flood"]);
        Assert.Equal(0, scrape["envoy_http2_tx_flush_timeout"]);
        Assert.Equal(0, scrape["mesh_proxy_http2_floods_total{kind=\"rapid_reset\"}"]);
    }

    PairScene Scene(bool client2, bool upstream2) => new(client2, upstream2, accessLog: log);

    string Logged(PairScene scene)
    {
        scene.Network.RunUntilIdle();
        scene.Worker.Telemetry.Flush();
        writer.Dispose();
        return destination.Text;
    }
}
