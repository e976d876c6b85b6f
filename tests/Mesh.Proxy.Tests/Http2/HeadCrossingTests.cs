using Mesh.Protocols.Http2;
using Mesh.Proxy.Filters;
using Mesh.Proxy.Tests.Http2.Harness;
using Xunit;

namespace Mesh.Proxy.Tests.Http2;

/// <summary>Heads in every pair of versions: what passes, what stays behind, what is added, and what is refused.</summary>
public class HeadCrossingTests
{
    public static TheoryData<bool, bool> Pairs => PairScene.Pairs;

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Fields_of_one_connection_stay_behind(bool client2, bool upstream2)
    {
        using var scene = new PairScene(client2, upstream2);
        var client = scene.Asks("GET /", fields: client2 ? ["x-kept: 1"] : ["Connection: x-gone, keep-alive", "X-Gone: 1", "Keep-Alive: 5", "Proxy-Connection: close", "X-Kept: 1"]);
        var upstream = scene.Accepts();
        Assert.Equal("1", upstream["x-kept"]);
        Assert.All((string[])["connection", "x-gone", "keep-alive", "proxy-connection", "transfer-encoding"], name => Assert.Null(upstream[name]));
        if (!upstream2)
        {
            ((Http1Side)upstream).Peer.Says("HTTP/1.1 200 OK\r\nConnection: keep-alive, x-gone\r\nKeep-Alive: timeout=5\r\nX-Gone: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        }
        else
        {
            upstream.Answers(200, 2);
            upstream.Sends("ok");
            upstream.Ends();
        }

        Assert.Equal("ok", client.Body);
        Assert.All((string[])["connection", "x-gone", "keep-alive"], name => Assert.Null(client[name]));
        Assert.Equal(client2 ? null : client["transfer-encoding"], client["transfer-encoding"]);
        scene.AssertIdle();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Te_trailers_is_passed_on_to_http2(bool client2)
    {
        using var scene = new PairScene(client2, true);
        scene.Asks("GET /", fields: client2 ? ["te: trailers"] : ["TE: trailers", "Connection: TE"]);
        Assert.Equal(["trailers"], scene.Accepts().Values("te"));
        scene.Asks("GET /");
        Assert.Empty(scene.Accepts().Values("te"));
    }

    [Fact]
    public void Te_trailers_among_others_is_passed_on()
    {
        using var scene = new PairScene(false, true);
        scene.Asks("GET /", fields: ["TE: deflate;q=0.5, trailers", "Connection: TE"]);
        Assert.Equal(["trailers"], scene.Accepts().Values("te"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Crumbs_of_a_cookie_are_joined(bool upstream2)
    {
        using var scene = new PairScene(true, upstream2);
        scene.Asks("GET /", fields: ["cookie: a=1", "x: y", "cookie: b=2", "cookie: c=3"]);
        Assert.Equal(["a=1; b=2; c=3"], scene.Accepts().Values("cookie"));
    }

    [Fact]
    public void What_was_never_indexed_stays_so()
    {
        using var scene = new PairScene(true, true);
        var client = (Http2Side)scene.Asks("GET /", fields: ["!x-secret: 1", "x-open: 2", "!x-secret-too: 3"]);
        var upstream = (Http2Side)scene.Accepts();
        Assert.Equal(["x-secret", "x-secret-too"], upstream.Stream.NeverIndexed);
        Assert.Equal("2", upstream["x-open"]);
        upstream.Stream.Answers(200, end: false, "!set-cookie: s=1", "x-open: 4");
        Assert.Equal(["set-cookie"], client.Stream.NeverIndexed);
        upstream.Ends("!x-token: 1");
        Assert.Equal(["set-cookie", "x-token"], client.Stream.NeverIndexed);
        Assert.Equal("s=1", client["set-cookie"]);
        scene.AssertIdle();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Set_cookies_stay_apart(bool client2, bool upstream2)
    {
        using var scene = new PairScene(client2, upstream2);
        var client = scene.Asks("GET /");
        var upstream = scene.Accepts();
        upstream.Answers(200, 0, "set-cookie: a=1", "set-cookie: b=2");
        upstream.Ends();
        Assert.Equal(["a=1", "b=2"], client.Values("set-cookie"));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_proxys_own_fields_are_added(bool client2, bool upstream2)
    {
        using var scene = new PairScene(client2, upstream2);
        var client = scene.Asks("GET /a?b=c");
        var upstream = scene.Accepts();
        Assert.Equal("GET /a?b=c HTTP/1.1", upstream.StartLine);
        Assert.Equal(("a", "http", "1"), (upstream["host"], upstream["x-forwarded-proto"], upstream["x-envoy-attempt-count"]));
        Assert.NotNull(upstream["x-request-id"]);
        upstream.Answers(200, 0);
        upstream.Ends();
        Assert.Equal("envoy", client["server"]);
        Assert.NotNull(client["date"]);
        Assert.NotNull(client["x-envoy-upstream-service-time"]);
    }

    [Fact]
    public void A_head_beyond_the_limit_is_answered_431()
    {
        using var scene = new PairScene(true, true);
        var client = scene.Connects();
        var stream = client.Opens("GET /", end: true, "x: " + new string('a', 50_000), "y: " + new string('b', 30_000));
        Assert.Equal((431, true), (stream.Status, stream.IsWhole));
        var next = client.Opens("GET /", end: true);
        scene.Accepts().Answers(200, 0);
        Assert.Equal(200, next.Status);
    }

    /// <summary>RFC 9113 section 8.1.1: a stream error, time after time, and the connection goes on.</summary>
    [Fact]
    public void A_malformed_request_costs_its_stream_only()
    {
        using var scene = new PairScene(true, true);
        var client = scene.Connects();
        for (var i = 0; i < 10; i++)
        {
            var stream = client.Opens("GET /", end: true, "connection: close");
            Assert.Equal(Http2ErrorCode.ProtocolError, stream.ResetBy);
        }

        var next = client.Opens("GET /", end: true);
        scene.Accepts().Answers(200, 0);
        Assert.Equal(200, next.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_malformed_response_is_answered_502(bool client2)
    {
        using var scene = new PairScene(client2, true);
        var client = scene.Asks("GET /");
        var upstream = (Http2Side)scene.Accepts();
        upstream.Stream.Answers(200, end: false, "connection: close");
        Assert.Equal(502, client.Status);
        Assert.Equal(Http2ErrorCode.ProtocolError, upstream.Stream.ResetBy);
        scene.AssertIdle();
    }

    [Fact]
    public void Content_beyond_its_announced_length_is_the_clients_error()
    {
        using var scene = new PairScene(true, false);
        var client = scene.Connects();
        client.SaysRaw(Frames.Headers(1, Frames.Request("POST", ("content-length", "2"))));
        var upstream = scene.Accepts();
        client.SaysRaw(Frames.Data(1, [1, 2, 3]));
        Assert.Equal("reset", upstream.Reset);
        scene.AssertIdle();
    }

    [Theory]
    [InlineData("CONNECT")]
    public void A_plain_connect_is_refused(string method)
    {
        using var scene = new PairScene(true, true);
        var client = scene.Connects();
        var stream = client.Opens($"{method} /", end: false, ":path: ", ":scheme: ", ":authority: a:80");
        Assert.Equal(403, stream.Status);
        scene.AssertIdle();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Edits_and_rewrites_hold_in_every_version(bool client2, bool upstream2)
    {
        using var scene = new PairScene(client2, upstream2);
        scene.RouteTo([scene.Scene.Upstream], filters:
        [
            new HeaderEditFilter(
                [Edit(HeaderEditOperation.Set, "x-set", "1"), Edit(HeaderEditOperation.Remove, "x-gone", ""), Edit(HeaderEditOperation.Add, "x-added", "2")],
                [Edit(HeaderEditOperation.Set, "x-back", "3"), Edit(HeaderEditOperation.Remove, "x-secret", "")],
                [.. "other:81"u8]),
        ]);
        var client = scene.Asks("GET /a?b", fields: ["X-Set: 0", "X-Gone: 0", "X-Added: 1"]);
        var upstream = scene.Accepts();
        Assert.Equal(("other:81", "1", null), (upstream["host"], upstream["x-set"], upstream["x-gone"]));
        Assert.Equal(["1", "2"], upstream.Values("x-added").SelectMany(value => value.Split(',')));
        upstream.Answers(200, 0, "x-back: 0", "x-secret: 0");
        upstream.Ends();
        Assert.Equal(("3", null), (client["x-back"], client["x-secret"]));
        scene.AssertIdle();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Options_of_the_server_as_a_whole_cross(bool client2, bool upstream2)
    {
        using var scene = new PairScene(client2, upstream2);
        scene.Asks("OPTIONS *");
        Assert.Equal("OPTIONS * HTTP/1.1", scene.Accepts().StartLine);
    }

    [Fact]
    public void A_target_beyond_the_limit_is_answered_414()
    {
        using var scene = new PairScene(true, true);
        var stream = scene.Connects().Opens("GET /" + new string('a', 33_000), end: true);
        Assert.Equal((414, true), (stream.Status, stream.IsWhole));
        scene.AssertIdle();
    }

    /// <summary>Fields that would end or begin something in HTTP/1 do not reach it (RFC 9113 section 10.3).</summary>
    [Theory]
    [InlineData("x: a\r\nInjected: 1")]
    [InlineData("x: a\nInjected: 1")]
    [InlineData("transfer-encoding: chunked")]
    [InlineData("connection: x")]
    [InlineData("upgrade: h2c")]
    [InlineData("host: evil")]
    [InlineData("content-length: 5")]
    [InlineData("content-length: +1")]
    [InlineData("X-Upper: 1")]
    [InlineData("x y: 1")]
    public void Smuggling_is_refused_before_it_is_http1(string field)
    {
        using var scene = new PairScene(true, false);
        var client = scene.Connects();
        var colon = field.IndexOf(':', StringComparison.Ordinal);
        client.SaysRaw(Frames.Headers(1, Frames.Request("GET", (field[..colon], field[(colon + 1)..].TrimStart(' '))), end: true));
        Assert.Equal(0, scene.Scene.Upstream.Connections);
        scene.AssertIdle();
    }

    static HeaderEdit Edit(HeaderEditOperation operation, string name, string value) =>
        new(operation, System.Text.Encoding.ASCII.GetBytes(name), System.Text.Encoding.ASCII.GetBytes(value));
}
