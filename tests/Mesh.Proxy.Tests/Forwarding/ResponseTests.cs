using System.Globalization;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Tests.Harness;
using Mesh.Testing.Http1Corpus;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Forwarding;

public class ResponseTests
{
    const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    [Fact]
    public void Chunks_and_trailers_pass_as_they_came()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(Get);
        var upstream = scene.Upstream.Accepts();
        upstream.Says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5;a=b\r\nhello\r\n");
        Assert.EndsWith("\r\n\r\n5;a=b\r\nhello\r\n", client.Hears());
        upstream.Says("0\r\nX-Sum: 1\r\n\r\n");
        Assert.Equal("0\r\nX-Sum: 1\r\n\r\n", client.Hears());
        client.Says(Get);
        Assert.Equal(1, scene.Upstream.Connections);
        Assert.Equal(0L, upstream.Connection.BytesReceived - upstream.TotalHeard);
    }

    [Fact]
    public void Long_bodies_pass_whole_and_in_bounded_memory()
    {
        using var scene = new ProxyScene(ServingOptions.Default with { RelayThreshold = 100_000 });
        var client = scene.Client().Says(Get);
        var upstream = scene.Upstream.Accepts();
        client.Connection.SegmentSize = 1000;
        var body = new byte[3_000_000];
        new Random(1).NextBytes(body);
        upstream.Says($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n");
        client.Hears();
        upstream.Says(body);
        Assert.Equal(body, System.Text.Encoding.Latin1.GetBytes(client.Hears()));
        Assert.Equal(0, scene.RentedBuffers);
    }

    [Fact]
    public void A_slow_client_slows_the_upstream()
    {
        using var scene = new ProxyScene(ServingOptions.Default with { RelayThreshold = long.MaxValue });
        var client = scene.Client().Says(Get);
        var upstream = scene.Upstream.Accepts();
        client.IsDeaf = true;
        upstream.Says("HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n").Says(new byte[5_000_000]);
        Assert.InRange(scene.RentedBuffers, 1, 40);
        Assert.InRange(upstream.Connection.BytesSent, 0, 1_000_000);
        client.IsDeaf = false;
        Assert.Contains("content-length: 5000000", client.Hears(), StringComparison.OrdinalIgnoreCase);
        Assert.True(client.TotalHeard > 5_000_000);
    }

    [Fact]
    public void A_body_until_close_ends_the_clients_connection_too()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(Get);
        scene.Upstream.Accepts().Says("HTTP/1.1 200 OK\r\n\r\nall there is").Closes();
        var text = client.Hears();
        Assert.Contains("connection: close\r\n", text);
        Assert.EndsWith("\r\n\r\nall there is", text);
        Assert.Equal(ConnectionEnd.Fin, client.End);
    }

    [Fact]
    public void Responses_without_a_body_by_definition_have_none()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        var upstream = scene.Upstream.Accepts();
        upstream.Says("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        Assert.Contains("Content-Length: 1000\r\n", client.Hears());
        client.Says(Get);
        upstream.Hears();
        upstream.Says("HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 304", client.Hears());
        client.Says(Get);
        upstream.Says("HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal(204, client.HearsMessage().Status);
        Assert.Equal(1, scene.Upstream.Connections);
    }

    [Fact]
    public void Interim_responses_go_on_before_the_final_one()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
        var upstream = scene.Upstream.Accepts();
        Assert.Contains("Expect: 100-continue\r\n", upstream.Hears());
        upstream.Says("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", client.Hears());
        client.Says("abc");
        Assert.Equal("abc", upstream.Hears());
        upstream.Says("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(201, client.HearsMessage().Status);
        client.Says(Get);
        Assert.Contains("GET / HTTP/1.1", upstream.Hears());
    }

    /// <summary>Wherever the upstream dies, the client sees an error or the end of its connection, never a short body that looks whole.</summary>
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n", true)]
    public void An_upstream_may_die_at_any_byte(string response, bool byReset)
    {
        var bodyStart = response.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        for (var length = 0; length < response.Length; length++)
        {
            using var scene = new ProxyScene();
            var client = scene.Client().Says("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            var upstream = scene.Upstream.Accepts();
            upstream.Says(response[..length]);
            _ = byReset ? upstream.Resets() : upstream.Closes();
            if (length < bodyStart)
            {
                Assert.Equal(503, client.HearsMessage().Status);
                Assert.Equal(ConnectionEnd.Open, client.End);
            }
            else
            {
                Assert.StartsWith("HTTP/1.1 200", client.Hears());
                Assert.Equal(ConnectionEnd.Reset, client.End);
            }

            Assert.Equal(1, scene.Upstream.Connections);
            Assert.Equal(0, scene.RentedBuffers);
        }
    }

    [Fact]
    public void Bytes_left_over_cost_the_connection_and_reach_nobody()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(Get);
        scene.Upstream.Accepts().Says("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
        Assert.Equal("1", client.HearsMessage().Body);
        client.Says(Get);
        scene.Upstream.Accepts().Says("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2");
        Assert.Equal("2", client.HearsMessage().Body);
        Assert.Equal("", client.Hears());
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    public void A_bad_response_is_answered_502(string response)
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(Get);
        var upstream = scene.Upstream.Accepts().Says(response);
        Assert.Equal(502, client.HearsMessage().Status);
        Assert.Equal(ConnectionEnd.Reset, upstream.End);
    }

    public static TheoryData<string> RefusedResponses() => [.. Http1CorpusFile.Responses.Where(one => !one.IsValid && one.RequestMethod != "CONNECT").Select(one => one.ToString())];

    /// <summary>Every malformed or ambiguous response of the corpus (CONNECT is never forwarded) is answered for with 502, and its connection is not used again.</summary>
    [Theory]
    [MemberData(nameof(RefusedResponses))]
    public void A_refused_response_does_not_reach_the_client(string name)
    {
        var one = Http1CorpusFile.Responses.Single(one => one.ToString() == name);
        using var scene = new ProxyScene();
        var method = one.RequestMethod.Length > 0 ? one.RequestMethod : "GET";
        var client = scene.Client().Says($"{method} / HTTP/1.1\r\nHost: a\r\n\r\n");
        var upstream = scene.Upstream.Accepts().Says(one.Message);
        Assert.Equal(502, client.HearsMessage().Status);
        Assert.Equal(ConnectionEnd.Reset, upstream.End);
        client.Says(Get);
        Assert.Equal(2, scene.Upstream.Connections);
    }

    [Fact]
    public void An_endless_row_of_interim_responses_is_answered_502()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(Get);
        scene.Upstream.Accepts().Says(string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 100)));
        Assert.Contains("HTTP/1.1 502 Bad Gateway", client.Hears());
    }

    [Fact]
    public void Hop_by_hop_fields_end_here()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nTE: trailers\r\nAccept: */*\r\n\r\n");
        var upstream = scene.Upstream.Accepts();
        var request = upstream.HearsMessage();
        Assert.Equal(["Host: a", "Accept: */*"], request.Fields.Where(field => !field.StartsWith("x-", StringComparison.Ordinal)));
        upstream.Says("HTTP/1.1 200 OK\r\nConnection: keep-alive, x-also\r\nX-Also: 1\r\nKeep-Alive: timeout=5\r\nContent-Length: 0\r\nDate: now\r\n\r\n");
        var response = client.HearsMessage();
        Assert.Null(response["x-also"]);
        Assert.Null(response["keep-alive"]);
        Assert.Null(response["connection"]);
        Assert.Equal("now", response["date"]);
    }

    [Fact]
    public void The_time_the_upstream_took_is_said()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(Get);
        var upstream = scene.Upstream.Accepts();
        scene.Passes(TimeSpan.FromMilliseconds(1234));
        upstream.Says("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Envoy-Upstream-Service-Time: 7\r\n\r\n");
        Assert.Equal(1234.ToString(CultureInfo.InvariantCulture), client.HearsMessage()["x-envoy-upstream-service-time"]);
    }

    /// <summary>Nothing of the response has gone out, so there is still an answer.</summary>
    [Theory]
    [InlineData("zz\r\n")]
    [InlineData("2\r\nhi\r\nzz\r\n")]
    [InlineData("2\r\nhi\n")]
    public void Chunks_that_are_wrong_from_the_start_are_answered_502(string body)
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        var upstream = scene.Upstream.Accepts();
        upstream.Says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
        Assert.Equal(502, client.HearsMessage().Status);
        Assert.Equal(ConnectionEnd.Open, client.End);
        Assert.Equal(ConnectionEnd.Reset, upstream.End);
        Assert.Equal(1, scene.Telemetry.Counters.ProtocolErrors);
    }
}
