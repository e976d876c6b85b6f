using System.Text;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Tests.Harness;
using Mesh.Testing.Http1Corpus;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Forwarding;

public class RequestTests
{
    const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public void A_small_body_goes_out_with_its_head()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
        var upstream = scene.Upstream.Accepts();
        Assert.Equal("hello", upstream.HearsMessage().Body);
        upstream.Says(Ok);
        Assert.Equal(200, client.HearsMessage().Status);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void Chunks_pass_as_they_came_in_every_split(int segmentSize)
    {
        using var scene = new ProxyScene(segmentSize: segmentSize);
        var client = scene.Client().Says("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA\r\n0123456789\r\n0\r\nSum: 1\r\n\r\n" + Get);
        var upstream = scene.Upstream.Accepts();
        Assert.EndsWith("\r\n\r\n5\r\nhello\r\nA\r\n0123456789\r\n0\r\nSum: 1\r\n\r\n", upstream.Hears());
        upstream.Says(Ok);
        Assert.StartsWith("GET / HTTP/1.1", upstream.Hears());
        upstream.Says(Ok);
        Assert.Equal(200, client.HearsMessage().Status);
        Assert.Equal(200, client.HearsMessage().Status);
    }

    /// <summary>Empty lines before a request are legal, and its head may stand in several blocks all the same.</summary>
    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1000)]
    public void A_long_head_behind_empty_lines_is_read_to_its_end(int segmentSize)
    {
        using var scene = new ProxyScene(segmentSize: segmentSize);
        var client = scene.Client().Says("\r\n\r\nGET /" + new string('a', 30_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        var upstream = scene.Upstream.Accepts();
        Assert.StartsWith("GET /aaaa", upstream.Hears());
        upstream.Says(Ok);
        Assert.Equal(200, client.HearsMessage().Status);
    }

    [Theory]
    [InlineData("\r\n\r\nGET /", 414)]
    [InlineData("\r\n\r\nGET / HTTP/1.1\r\nX: ", 431)]
    [InlineData("GET / HTTP/1.1\r\nX: ", 431)]
    public void A_head_without_end_is_refused_before_it_fills_the_memory(string start, int status)
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says(start);
        for (var i = 0; i < 400 && client.End == ConnectionEnd.Open; i++)
        {
            client.Says(new string('a', 1024));
            Assert.InRange(scene.RentedBuffers, 0, 16);
        }

        Assert.Equal(status, client.HearsMessage().Status);
        Assert.Equal(ConnectionEnd.Fin, client.End);
    }

    [Fact]
    public void A_long_body_is_streamed_while_the_response_comes()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n").Says(new byte[1_000_000]);
        var upstream = scene.Upstream.Accepts();
        Assert.Contains("POST / HTTP/1.1", upstream.Hears());
        client.Says(new byte[1_000_000]);
        upstream.Hears();
        Assert.InRange(upstream.TotalHeard, 2_000_000, 2_001_000);
        upstream.Says(Ok);
        Assert.Equal(200, client.HearsMessage().Status);
        client.Says(Get);
        Assert.Equal(1, scene.Upstream.Connections);
    }

    [Fact]
    public void An_early_response_is_passed_on_and_ends_the_connection()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nfirst");
        var upstream = scene.Upstream.Accepts();
        upstream.Says("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
        var response = client.HearsMessage();
        Assert.Equal((413, "big", "close"), (response.Status, response.Body, response["connection"]));
        Assert.Equal(ConnectionEnd.Reset, upstream.End);
        Assert.Equal(ConnectionEnd.Fin, client.End);
    }

    [Fact]
    public void A_bad_chunk_never_reaches_the_upstream()
    {
        using var scene = new ProxyScene();
        var client = scene.Client().Says("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        var upstream = scene.Upstream.Accepts();
        Assert.EndsWith("hello\r\n", upstream.Hears());
        client.Says("zz\r\nsmuggled");
        Assert.Equal("", upstream.Hears());
        Assert.Equal(ConnectionEnd.Reset, upstream.End);
        Assert.Equal(400, client.HearsMessage().Status);
        Assert.Equal(ConnectionEnd.Fin, client.End);
        Assert.Equal(1, scene.Telemetry.Counters.ProtocolErrors);
    }

    /// <summary>Upstream and body end in the same turn, in whatever order they are noticed: what was moved to the dead connection is given back.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_body_that_breaks_as_its_upstream_ends_leaves_no_buffer(bool bodyFirst, bool byReset)
    {
        for (var length = 0; length < 40_000; length += 4_000)
        {
            using var scene = new ProxyScene();
            var client = scene.Client().Says("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            var upstream = scene.Upstream.Accepts();
            upstream.Hears();
            var body = Encoding.ASCII.GetBytes($"{length:x}\r\n{new string('a', length)}\r\nzz\r\n");
            Action[] ends = [() => _ = client.Connection.Output.WriteAsync(body), () => End(upstream, byReset)];
            foreach (var end in bodyFirst ? ends : [.. ends.Reverse()])
            {
                end();
            }

            scene.Network.RunUntilIdle();
            client.Resets();
            Assert.Equal(0, scene.Worker.Connections.Count);
            Assert.Equal(0, scene.RentedBuffers);
        }
    }

    static void End(ScriptedPeer peer, bool byReset)
    {
        if (byReset)
        {
            peer.Connection.Abort();
        }
        else
        {
            peer.Connection.Close();
        }
    }

    public static TheoryData<string> RefusedRequests() =>
        [.. Http1CorpusFile.RequestHeads.Concat(Http1CorpusFile.RequestBodies).Where(one => !one.IsValid).Select(one => one.ToString())];

    /// <summary>Every malformed or ambiguous request of the corpus: its status, a closed connection, and not one byte of it upstream.</summary>
    [Theory]
    [MemberData(nameof(RefusedRequests))]
    public void A_refused_request_is_answered_and_not_forwarded(string name)
    {
        var one = Http1CorpusFile.RequestHeads.Concat(Http1CorpusFile.RequestBodies).Single(one => one.ToString() == name);
        using var scene = new ProxyScene();
        var client = scene.Client().Says([.. one.Message, .. "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"u8]);
        Assert.Equal(one.ExpectedStatus, client.HearsMessage().Status);
        Assert.Equal(1, scene.Telemetry.Counters.ProtocolErrors);
        Assert.Equal(ConnectionEnd.Fin, client.End);
        Assert.DoesNotContain("/smuggled", scene.Upstream.Last?.Hears() ?? "", StringComparison.Ordinal);
        if (one.Part != Http1CorpusPart.RequestBody)
        {
            Assert.Equal(0, scene.Upstream.Connections);
        }
    }

    /// <summary>Wherever the client dies, the upstream's connection ends and nothing is left behind.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_client_may_die_at_any_byte(bool byReset)
    {
        const string Request = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
        for (var length = 0; length <= Request.Length; length++)
        {
            using var scene = new ProxyScene();
            var client = scene.Client().Says(Request[..length]);
            _ = byReset ? client.Resets() : client.Closes();
            if (length > Request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 3)
            {
                Assert.Equal(ConnectionEnd.Reset, scene.Upstream.Accepts().End);
            }

            Assert.Equal(0, scene.Worker.Connections.Count);
            Assert.Equal(0, scene.RentedBuffers);
        }
    }

    [Fact]
    public void Absolute_form_overrides_Host()
    {
        using var scene = new ProxyScene();
        scene.Client().Says("GET http://real/path?q HTTP/1.1\r\nHost: other\r\nA: b\r\n\r\n");
        var request = scene.Upstream.Accepts().HearsMessage();
        Assert.Equal("GET /path?q HTTP/1.1", request.StartLine);
        Assert.Equal(["host: real", "A: b"], request.Fields.Take(2));
    }

    /// <summary>RFC 9112 section 3.2.1: it was matched as "/", and goes on as that.</summary>
    [Fact]
    public void An_absolute_target_without_a_path_asks_for_the_root()
    {
        using var scene = new ProxyScene();
        scene.Client().Says("GET http://real?x=1 HTTP/1.1\r\nHost: other\r\n\r\n");
        Assert.Equal("GET /?x=1 HTTP/1.1", scene.Upstream.Accepts().HearsMessage().StartLine);
    }

    [Fact]
    public void Http10_is_answered_426_unless_it_is_accepted()
    {
        using var scene = new ProxyScene();
        var refused = scene.Client().Says("GET / HTTP/1.0\r\n\r\n");
        Assert.Equal(426, refused.HearsMessage().Status);
        Assert.Equal(ConnectionEnd.Fin, refused.End);

        using var lenient = new ProxyScene(ServingOptions.Default with { AcceptsHttp10 = true });
        var client = lenient.Client().Says("GET / HTTP/1.0\r\n\r\n");
        var upstream = lenient.Upstream.Accepts();
        Assert.Equal("GET / HTTP/1.0", upstream.HearsMessage().StartLine);
        upstream.Says("HTTP/1.0 200 OK\r\n\r\nbody").Closes();
        Assert.EndsWith("body", client.Hears());
        Assert.Equal(ConnectionEnd.Fin, client.End);
    }
}
