using System.Globalization;
using Mesh.Protocols.Http2;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Tests.Http2.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Http2;

/// <summary>Messages in every pair of versions: content, trailers, interim and early responses that are said on one side are heard on the other.</summary>
public class CrossingTests
{
    public static TheoryData<bool, bool> Pairs => PairScene.Pairs;

    public static TheoryData<bool, bool, int, bool, int> Bodies
    {
        get
        {
            var data = new TheoryData<bool, bool, int, bool, int>();
            foreach (var pair in Pairs)
            {
                foreach (var size in (int[])[0, 1, 300, 9000, 70_000, 700_000])
                {
                    foreach (var isAnnounced in (bool[])[true, false])
                    {
                        data.Add(pair.Data.Item1, pair.Data.Item2, size, isAnnounced, int.MaxValue);
                        if (size <= 300)
                        {
                            data.Add(pair.Data.Item1, pair.Data.Item2, size, isAnnounced, 1);
                        }
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Bodies_of_any_size_cross_both_ways(bool client2, bool upstream2, int size, bool isAnnounced, int segment)
    {
        using var scene = new PairScene(client2, upstream2, segmentSize: segment);
        var body = Text(size);
        var client = scene.Asks("POST /echo", hasBody: true, isAnnounced ? size : -1);
        var upstream = scene.Accepts();
        client.Sends(body);
        client.Ends();
        Assert.Equal("POST /echo HTTP/1.1", upstream.StartLine);
        Assert.Equal(body, upstream.Body);
        Assert.True(upstream.IsWhole);
        Assert.Equal(isAnnounced ? Number(size) : null, upstream["content-length"]);
        upstream.Answers(200, isAnnounced ? size : -1);
        upstream.Sends(body);
        upstream.Ends();
        Assert.Equal(200, client.Status);
        Assert.Equal(body, client.Body);
        Assert.True(client.IsWhole);
        Assert.Equal(isAnnounced ? Number(size) : null, client["content-length"]);
        scene.AssertIdle();
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_body_that_comes_with_its_head_goes_whole(bool client2, bool upstream2, int size, bool isAnnounced, int segment)
    {
        using var scene = new PairScene(client2, upstream2, segmentSize: segment);
        var body = Text(size);
        Side client;
        if (client2)
        {
            var peer = scene.Connects();
            var head = Frames.Headers(1, Frames.Request("POST", isAnnounced ? [("content-length", Number(size))] : []));
            var content = body.Chunk(16_000).Select(piece => Frames.Data(1, System.Text.Encoding.Latin1.GetBytes(piece))).Take(4);
            peer.SaysRaw([head, .. content, size <= 64_000 ? Frames.Data(1, [], end: true) : Frames.Reset(1)]);
            if (size > 64_000)
            {
                // More than a window at once would be a client's error.
                scene.AssertIdle();
                return;
            }

            Assert.Equal(body, scene.Accepts().Body);
            return;
        }

        var framed = isAnnounced ? $"Content-Length: {size}\r\n\r\n{body}"
            : "Transfer-Encoding: chunked\r\n\r\n" + (size == 0 ? "" : $"{size:x}\r\n{body}\r\n") + "0\r\n\r\n";
        var raw = scene.Scene.Client().Says($"POST / HTTP/1.1\r\nHost: a\r\n{framed}");
        client = new Http1Side(raw);
        var upstream = scene.Accepts();
        Assert.Equal(body, upstream.Body);
        Assert.True(upstream.IsWhole);
        upstream.Answers(200, 2);
        upstream.Sends("ok");
        upstream.Ends();
        Assert.Equal("ok", client.Body);
        scene.AssertIdle();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Trailers_cross_both_ways(bool client2, bool upstream2)
    {
        using var scene = new PairScene(client2, upstream2);
        var client = scene.Asks("POST /", hasBody: true);
        var upstream = scene.Accepts();
        client.Sends("abc");
        client.Ends("x-sum: 1", "x-more: two words");
        Assert.Equal(("abc", "x-sum: 1\r\nx-more: two words\r\n"), (upstream.Body, upstream.Trailers));
        upstream.Answers(200, -1);
        upstream.Sends("def");
        upstream.Ends("grpc-status: 0");
        Assert.Equal(("def", "grpc-status: 0\r\n", true), (client.Body, client.Trailers, client.IsWhole));
        scene.AssertIdle();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Trailers_without_content_cross(bool client2, bool upstream2)
    {
        using var scene = new PairScene(client2, upstream2);
        var client = scene.Asks("POST /", hasBody: true);
        var upstream = scene.Accepts();
        client.Ends("x-sum: 1");
        Assert.Equal(("", "x-sum: 1\r\n", true), (upstream.Body, upstream.Trailers, upstream.IsWhole));
        upstream.Answers(200, -1);
        upstream.Ends("grpc-status: 0");
        Assert.Equal(("", "grpc-status: 0\r\n", true), (client.Body, client.Trailers, client.IsWhole));
        scene.AssertIdle();
    }

    /// <summary>However the chunks and their trailers are cut.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void Chunks_and_trailers_in_pieces_become_a_stream(int segment)
    {
        using var scene = new PairScene(false, true, segmentSize: segment);
        var client = new Http1Side(scene.Scene.Client().Says(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\nabc\r\n0A\r\n0123456789\r\n0\r\nA: 1\r\nB: 2\r\n\r\n"));
        var upstream = scene.Accepts();
        Assert.Equal(("abc0123456789", "a: 1\r\nb: 2\r\n", true), (upstream.Body, upstream.Trailers, upstream.IsWhole));
        upstream.Answers(204, -1);
        upstream.Ends();
        Assert.True(client.IsWhole);
        scene.AssertIdle();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Interim_responses_cross(bool client2, bool upstream2)
    {
        using var scene = new PairScene(client2, upstream2);
        var client = scene.Asks("POST /", hasBody: true, 3, "Expect: 100-continue");
        var upstream = scene.Accepts();
        Assert.Equal("100-continue", upstream["expect"]);
        upstream.AnswersInterim(100);
        Assert.Contains(" 100 ", Assert.Single(client.Interims));
        upstream.AnswersInterim(103, "link: </style.css>");
        Assert.Contains("link: </style.css>\r\n", client.Interims[1]);
        client.Sends("abc");
        client.Ends();
        Assert.Equal("abc", upstream.Body);
        upstream.Answers(200, 0);
        upstream.Ends();
        Assert.Equal((200, true), (client.Status, client.IsWhole));
        scene.AssertIdle();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void An_expectation_may_be_answered_finally(bool client2, bool upstream2)
    {
        using var scene = new PairScene(client2, upstream2);
        var client = scene.Asks("POST /", hasBody: true, 3, "Expect: 100-continue");
        var upstream = scene.Accepts();
        upstream.Answers(417, 2);
        upstream.Sends("no");
        upstream.Ends();
        Assert.Equal((417, "no", true), (client.Status, client.Body, client.IsWhole));
        Assert.Empty(client.Interims);
        scene.AssertIdle();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_answer_to_head_has_a_length_and_no_content(bool client2, bool upstream2)
    {
        using var scene = new PairScene(client2, upstream2);
        var client = scene.Asks("HEAD /");
        var upstream = scene.Accepts();
        if (upstream is Http2Side stream)
        {
            stream.Stream.Answers(200, end: true, "content-length: 1234");
        }
        else
        {
            upstream.Answers(200, 1234);
        }

        Assert.Equal(("1234", "", true), (client["content-length"], client.Body, client.IsWhole));
        scene.AssertIdle();
    }

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    public void Statuses_without_content_have_none(int status)
    {
        foreach (var pair in Pairs)
        {
            using var scene = new PairScene(pair.Data.Item1, pair.Data.Item2);
            var client = scene.Asks("GET /");
            var upstream = scene.Accepts();
            if (upstream is Http2Side stream)
            {
                stream.Stream.Answers(status, end: true, "x: y");
            }
            else
            {
                ((Http1Side)upstream).Peer.Says($"HTTP/1.1 {status} None\r\nx: y\r\n\r\n");
            }

            Assert.Equal((status, "y", "", true), (client.Status, client["x"], client.Body, client.IsWhole));
            Assert.Null(client["content-length"]);
            Assert.Null(client["transfer-encoding"]);
            scene.AssertIdle();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_answer_that_is_its_head_alone_says_so_to_an_http1_client(bool hasLength)
    {
        using var scene = new PairScene(false, true);
        var client = scene.Asks("GET /");
        var upstream = (Http2Side)scene.Accepts();
        upstream.Stream.Answers(200, end: true, hasLength ? ["content-length: 0"] : []);
        Assert.Equal((200, "0", true), (client.Status, client["content-length"], client.IsWhole));
        scene.AssertIdle();
    }

    /// <summary>An HTTP/1 upstream's body that ends with its connection.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_body_that_ends_with_the_connection_crosses(bool client2)
    {
        using var scene = new PairScene(client2, false);
        var client = scene.Asks("GET /");
        var upstream = (Http1Side)scene.Accepts();
        upstream.Peer.Says("HTTP/1.1 200 OK\r\n\r\nabc");
        Assert.Equal("abc", client.Body);
        Assert.False(client.IsWhole);
        upstream.Peer.Says("def").Finishes();
        Assert.Equal(("abcdef", true), (client.Body, client.IsWhole));
        scene.AssertIdle();
    }

    /// <summary>Before the request is whole: the client hears it, and is told that the rest is not wanted.</summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public void An_early_response_ends_the_exchange(bool client2, bool upstream2)
    {
        using var scene = new PairScene(client2, upstream2);
        var client = scene.Asks("POST /", hasBody: true, 1000);
        var upstream = scene.Accepts();
        client.Sends("abc");
        upstream.Answers(413, 5);
        upstream.Sends("large");
        upstream.Ends();
        Assert.Equal((413, "large", true), (client.Status, client.Body, client.IsWhole));
        Assert.Equal(client2 ? "NoError" : "", client.Reset);
        Assert.Equal(upstream2 ? "Cancel" : "reset", upstream.Reset);
        scene.AssertIdle();
    }

    /// <summary>RFC 9113 section 8.1: a server may say that it needs no more by RST_STREAM(NO_ERROR) behind a whole response.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_early_response_with_a_reset_behind_is_whole(bool client2)
    {
        foreach (var isAtOnce in (bool[])[true, false])
        {
            using var scene = new PairScene(client2, true);
            var client = scene.Asks("POST /", hasBody: true, 1000);
            var upstream = (Http2Side)scene.Accepts();
            client.Sends("abc");
            if (isAtOnce)
            {
                upstream.Peer.SaysRaw(
                    Frames.Headers(1, Frames.Fields((":status", "403"), ("content-length", "2"))), Frames.Data(1, [65, 66], end: true),
                    Frames.Reset(1, Http2ErrorCode.NoError));
            }
            else
            {
                upstream.Answers(403, 2);
                upstream.Sends("AB");
                upstream.Ends();
                upstream.Stream.Resets(Http2ErrorCode.NoError);
            }

            Assert.Equal((403, "AB", true), (client.Status, client.Body, client.IsWhole));
            upstream.Peer.Closes();
            scene.AssertIdle();
        }
    }

    [Fact]
    public void A_client_of_http_1_0_is_answered_in_its_way()
    {
        using var scene = new PairScene(false, true, ServingOptions.Default with { AcceptsHttp10 = true });
        var client = new Http1Side(scene.Scene.Client().Says("GET / HTTP/1.0\r\nHost: a\r\n\r\n"));
        var upstream = scene.Accepts();
        upstream.AnswersInterim(103);
        upstream.Answers(200, -1);
        upstream.Sends("abc");
        Assert.Equal("abc", client.Body);
        Assert.Null(client["transfer-encoding"]);
        Assert.Empty(client.Interims);
        upstream.Ends("x: trailer");
        Assert.Equal(("abc", ConnectionEnd.Fin), (client.Body, client.Peer.End));
        scene.AssertIdle();
    }

    /// <summary>HTTP/1.0 without a Host has no authority to pass on.</summary>
    [Fact]
    public void A_client_of_http_1_0_without_host_is_served()
    {
        using var scene = new PairScene(false, true, ServingOptions.Default with { AcceptsHttp10 = true });
        var client = scene.Scene.Client().Says("GET / HTTP/1.0\r\n\r\n");
        var message = new Http1Side(client);
        scene.Network.RunUntilIdle();
        Assert.True(message.Status is 0 or >= 400, $"{message.Status}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Many_requests_go_over_one_connection(bool client2)
    {
        using var scene = new PairScene(client2, true);
        for (var i = 0; i < 50; i++)
        {
            var client = scene.Asks("POST /", hasBody: true, i % 2 == 0 ? 3 : -1);
            client.Sends("abc");
            client.Ends();
            var upstream = scene.Accepts();
            upstream.Answers(200, i % 3 == 0 ? 3 : -1);
            upstream.Sends("def");
            upstream.Ends(i % 3 == 1 ? ["x: y"] : []);
            Assert.Equal(("def", true), (client.Body, client.IsWhole));
        }

        Assert.Equal(1, scene.Scene.Upstream.Connections);
    }

    /// <summary>What an HTTP/1 client sends behind its request waits its turn.</summary>
    [Fact]
    public void Requests_in_a_pipeline_are_answered_in_order()
    {
        using var scene = new PairScene(false, true);
        var client = scene.Scene.Client().Says(
            "POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
        var first = scene.Accepts();
        Assert.Equal(("abc", true), (first.Body, first.IsWhole));
        Assert.Single(scene.Upstreams[0].Streams);
        first.Answers(200, -1);
        first.Sends("one");
        first.Ends("x: y");
        var second = scene.Accepts();
        Assert.Equal("GET /2 HTTP/1.1", second.StartLine);
        second.Answers(200, 3);
        second.Sends("two");
        second.Ends();
        var heard = client.Hears();
        Assert.Contains("3\r\none\r\n0\r\nx: y\r\n\r\nHTTP/1.1 200", heard, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\ntwo", heard, StringComparison.Ordinal);
        scene.AssertIdle();
    }

    static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    static string Text(int size) => string.Concat(Enumerable.Range(0, (size / 10) + 1).Select(i => $"{i:d9} "))[..size];
}
