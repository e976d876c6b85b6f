using Mesh.Protocols.Http2;
using Mesh.Protocols.Http2.Streams;
using static Mesh.Protocols.Tests.Http2.Session.Wire;

namespace Mesh.Protocols.Tests.Http2.Session;

/// <summary>A stream's life as its owner sees it, on both ends.</summary>
public sealed class Http2StreamTests
{
    [Fact]
    public void A_request_is_told_in_order()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, Post), Data(1, "hello "), Data(1, "world"), Headers(1, Fields(("x", "y")), end: true));
        Assert.Equal(["1 head POST / HTTP/1.1", "1 data hello world", "1 trailers x: y", "1 end"], server.Events);
        Assert.Equal(Http2StreamState.HalfClosedRemote, server.Open[1].State);
        Assert.True(server.Open[1].HasPeerEnded);
    }

    [Fact]
    public void A_response_is_told_in_order()
    {
        var client = Peers.Client();
        var stream = client.Request();
        Assert.Equal(Http2StreamState.HalfClosedLocal, stream.State);
        client.Feed(Headers(1, Fields((":status", "103"))), Headers(1, Ok), Data(1, "x", end: true));
        Assert.Equal(["1 interim 103", "1 head HTTP/1.1 200 OK", "1 data x", "1 end", "1 closed"], client.Events);
    }

    [Fact]
    public void The_states_are_those_of_the_RFC()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, Post));
        var stream = server.Open[1];
        Assert.Equal(Http2StreamState.Open, stream.State);
        server.Respond(stream, endStream: true);
        Assert.Equal(Http2StreamState.HalfClosedLocal, stream.State);
        server.Feed(Data(1, "", end: true));
        Assert.Equal(Http2StreamState.Closed, stream.State);
        Assert.Equal(0, server.ActiveStreams);
    }

    [Fact]
    public void A_closed_stream_is_not_told_from_within_a_send()
    {
        var server = Peers.Server();
        server.WhenEnd = stream =>
        {
            server.Respond(stream, endStream: true);
            Assert.Equal("1 end", server.Events[^1]);
        };
        server.Feed(Headers(1, Get, end: true));
        Assert.Equal("1 closed", server.Events[^1]);
    }

    [Fact]
    public void A_stream_stays_until_its_content_is_consumed()
    {
        var client = Peers.Client();
        client.Consumes = false;
        var stream = client.Request();
        client.Feed(Headers(1, Ok), Data(1, "hello", end: true));
        Assert.Equal("1 end", client.Events[^1]);
        Assert.Equal((5, 0), (stream.Unconsumed, client.ActiveStreams));
        client.Consumed(stream, 3);
        client.Pump();
        Assert.Equal("1 end", client.Events[^1]);
        client.Consumed(stream, 2);
        client.Pump();
        Assert.Equal("1 closed", client.Events[^1]);
    }

    [Fact]
    public void A_reset_of_a_stream_that_ended_lets_go_of_its_content()
    {
        var client = Peers.Client();
        client.Consumes = false;
        var stream = client.Request();
        client.Feed(Headers(1, Ok), Data(1, "hello", end: true));
        client.TakeOutput();
        client.Reset(stream, Http2ErrorCode.Cancel);
        client.Pump();
        Assert.Equal("1 closed", client.Events[^1]);
        Assert.Equal("", client.TakeFrames());
    }

    [Fact]
    public void The_peers_reset_is_told_once()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, Post), Data(1, "x"), Reset(1), Reset(1));
        Assert.Equal(["1 head POST / HTTP/1.1", "1 data x", "1 reset Cancel by peer", "1 closed"], server.Events);
    }

    [Fact]
    public void What_was_under_way_when_we_reset_is_let_pass_and_its_window_given_back()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, Post));
        server.Reset(server.Open[1], Http2ErrorCode.Cancel);
        server.Pump();
        Assert.Equal("RST_STREAM 1 Cancel", server.TakeFrames());
        var before = server.Credits.ConnectionAvailable + server.Credits.ConnectionPending;
        server.Feed(Data(1, new byte[1000]), Padded(1, new byte[100], 20), WindowUpdate(1, 1), Headers(1, Fields(("x", "y")), end: true), Reset(1));
        Assert.False(server.IsEnded);
        Assert.Equal(before, server.Credits.ConnectionAvailable + server.Credits.ConnectionPending);
        Assert.Equal(["1 head POST / HTTP/1.1", "1 closed"], server.Events);
    }

    [Fact]
    public void A_discarded_block_keeps_the_tables_in_step()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, Post));
        server.Reset(server.Open[1], Http2ErrorCode.Cancel);
        byte[] indexed = [0x40, 1, (byte)'x', 1, (byte)'y'];
        server.Feed(Headers(1, indexed, end: true));
        server.Feed(Headers(3, [.. Get, 0x80 | 62], end: true));
        Assert.Equal("3 end", server.Events[^1]);
    }

    [Fact]
    public void A_reset_within_a_hook_stops_the_rest_of_the_frame()
    {
        var server = Peers.Server();
        server.WhenData = stream => server.Reset(stream, Http2ErrorCode.Cancel);
        var before = server.Credits.ConnectionAvailable + server.Credits.ConnectionPending;
        server.FeedSegments([.. Headers(1, Post), .. Data(1, "abcdef", end: true), .. Headers(3, Get, end: true)], 3);
        Assert.Equal(1, server.Events.Count(e => e.StartsWith("1 data", StringComparison.Ordinal)));
        Assert.DoesNotContain("1 end", server.Events);
        Assert.Contains("3 end", server.Events);
        Assert.Equal(before, server.Credits.ConnectionAvailable + server.Credits.ConnectionPending);
    }

    [Fact]
    public void A_reset_within_the_heads_hook_is_followed_by_nothing_but_closed()
    {
        var server = Peers.Server();
        server.WhenHead = stream => server.Reset(stream, Http2ErrorCode.InternalError);
        server.Feed(Headers(1, Get, end: true));
        Assert.Equal(["1 head GET / HTTP/1.1 end", "1 closed"], server.Events);
    }

    [Fact]
    public void Sends_to_what_is_closed_do_nothing()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, Get, end: true));
        var stream = server.Open[1];
        server.Feed(Reset(1));
        server.TakeOutput();
        var fields = server.BeginHead(stream);
        Assert.False(fields.IsLive);
        fields.Write(":status"u8, "200"u8);
        server.EndHead(ref fields, endStream: false);
        Assert.Equal(0, server.SendData(stream, "x"u8, endStream: true));
        server.Reset(stream, Http2ErrorCode.Cancel);
        Assert.Equal("", server.TakeFrames());
    }

    [Fact]
    public void A_malformed_request_is_reset_and_says_why()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, [.. Get, .. Fields(("connection", "x"))], end: true));
        Assert.Equal(["1 reset ProtocolError", "1 closed"], server.Events);
    }

    [Fact]
    public void A_head_too_large_can_be_answered()
    {
        var server = Peers.Server(limits: Http2Limits.Default with { MaxHeaderListBytes = 200 });
        server.Feed(Headers(1, [.. Get, .. Fields(("x", new string('y', 300)))], end: true));
        Assert.Equal(["1 too large", "1 closed"], server.Events);
        Assert.Equal("RST_STREAM 1 EnhanceYourCalm", server.TakeFrames());
        Assert.False(server.IsEnded);
    }

    [Fact]
    public void Streams_beyond_the_concurrency_are_refused()
    {
        var server = Peers.Server(Http2Options.Default with { MaxConcurrentStreams = 2 });
        server.Feed(Headers(1, Get, end: true), Headers(3, Get, end: true), Headers(5, Post), Data(5, "x", end: true));
        Assert.Equal("RST_STREAM 5 RefusedStream", server.TakeFrames());
        Assert.Equal(2, server.ActiveStreams);
        server.Respond(server.Open[1], endStream: true);
        server.Feed(Headers(7, Get, end: true));
        Assert.Contains("7 end", server.Events);
    }

    [Fact]
    public void Closed_streams_that_hold_content_are_bounded_in_number()
    {
        var server = Peers.Server();
        server.Consumes = false;
        server.WhenHead = stream => server.Respond(stream, endStream: true);
        for (var id = 1; id <= 201; id += 2)
        {
            server.Feed(Headers(id, Post), Data(id, "x", end: true));
        }

        Assert.EndsWith("RST_STREAM 201 RefusedStream", server.TakeFrames(), StringComparison.Ordinal);
        Assert.Equal((0, 100), (server.ActiveStreams, server.Streams.Lingering));
    }

    [Fact]
    public void The_owner_can_refuse()
    {
        var server = Peers.Server();
        server.Refuses = true;
        server.Feed(Headers(1, Post), Data(1, "x"));
        Assert.Equal("RST_STREAM 1 RefusedStream", server.TakeFrames());
        Assert.Empty(server.Events);
    }

    [Fact]
    public void A_client_opens_as_many_streams_as_the_server_allows()
    {
        var client = Peers.Client();
        client.Feed(Settings((3, 2)));
        client.Request();
        client.Request();
        Assert.False(client.CanOpenStream);
        Assert.False(client.BeginRequest(new TestStream()).IsLive);
        client.Feed(Headers(1, Ok, end: true));
        Assert.True(client.CanOpenStream);
    }

    [Fact]
    public void A_client_takes_a_hundred_streams_before_it_knows()
    {
        var client = new TestSession(Http2Role.Client);
        Assert.Equal(100, client.MaxOutgoing);
        client.Feed(EmptySettings);
        Assert.Equal(int.MaxValue, client.MaxOutgoing);
    }

    [Fact]
    public void GOAWAY_refuses_the_streams_it_leaves_out()
    {
        var client = Peers.Client();
        client.Request();
        client.Request();
        client.Request();
        client.Feed(GoAway(1));
        Assert.Equal(["goaway 1 NoError", "5 reset RefusedStream by peer", "5 closed", "3 reset RefusedStream by peer", "3 closed"], client.Events);
        Assert.False(client.CanOpenStream);
        client.Feed(Headers(1, Ok, end: true));
        Assert.True(client.IsDrained);
    }

    [Fact]
    public void A_server_drains_in_two_steps()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, Get, end: true));
        server.Drain();
        Assert.Equal("GOAWAY 2147483647 NoError\nPING 6279653f00000000", server.TakeFrames());
        server.Feed(Headers(3, Get, end: true), Ping(ack: true, opaque: 0x6279653f00000000));
        Assert.Equal("GOAWAY 3 NoError", server.TakeFrames());
        server.Feed(Headers(5, Post), Data(5, "late"), Reset(5));
        Assert.Equal("", server.TakeFrames());
        Assert.DoesNotContain("5 head POST / HTTP/1.1", server.Events);
        server.Respond(server.Open[1], endStream: true);
        Assert.False(server.IsDrained);
        server.Respond(server.Open[3], endStream: true);
        server.Pump();
        Assert.True(server.IsDrained);
    }

    [Fact]
    public void A_shutdown_tells_every_stream()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, Post), Headers(3, Post));
        server.Events.Clear();
        server.Shutdown(Http2ErrorCode.InternalError, "bug");
        Assert.Equal(["3 reset InternalError", "3 closed", "1 reset InternalError", "1 closed"], server.Events);
        Assert.Equal("GOAWAY 3 InternalError", server.TakeFrames());
        Assert.Equal(Http2SessionStatus.ConnectionEnded, server.Feed(Ping()));
        Assert.Equal("", server.TakeFrames());
    }

    [Fact]
    public void A_lost_transport_tells_every_stream_and_writes_nothing()
    {
        var client = Peers.Client();
        client.Request();
        client.TakeOutput();
        client.Terminate(Http2ErrorCode.ConnectError, "upstream_reset");
        Assert.Equal(["1 reset ConnectError", "1 closed"], client.Events);
        Assert.Equal("", client.TakeFrames());
    }

    [Fact]
    public void A_shutdown_within_a_hook_ends_what_comes_behind()
    {
        var server = Peers.Server();
        server.WhenHead = stream => server.Shutdown(Http2ErrorCode.NoError, "");
        server.Feed(Headers(1, Get, end: true), Headers(3, Get, end: true));
        Assert.Equal(["1 head GET / HTTP/1.1 end", "1 reset NoError", "1 closed"], server.Events);
    }

    [Fact]
    public void A_request_within_a_hook_reuses_the_object_at_once()
    {
        var client = Peers.Client();
        var retried = false;
        client.WhenClosed = stream =>
        {
            if (!retried)
            {
                retried = true;
                stream.IsRented = true;
                var fields = client.BeginRequest(stream);
                fields.Write(":method"u8, "GET"u8);
                client.EndHead(ref fields, endStream: true);
                client.Open.Add(stream.Id, stream);
            }
        };
        client.Request();
        client.Feed(Reset(1, Http2ErrorCode.RefusedStream), Headers(3, Ok, end: true));
        Assert.Equal(["1 reset RefusedStream by peer", "1 closed", "3 head HTTP/1.1 200 OK end", "3 end", "3 closed"], client.Events);
    }

    [Fact]
    public void Identifiers_that_are_used_up_end_the_opening()
    {
        var streams = new Http2Streams(Http2Role.Client, firstId: int.MaxValue - 2);
        Assert.Equal(int.MaxValue - 2, streams.TakeId());
        Assert.True(streams.IsIdle(int.MaxValue));
        Assert.Equal(int.MaxValue, streams.TakeId());
        Assert.False(streams.HasIdsLeft);
        Assert.False(streams.IsIdle(int.MaxValue));
    }

    [Fact]
    public void A_head_larger_than_a_frame_is_split()
    {
        var client = Peers.Client();
        var server = Peers.Server();
        var stream = new TestStream { IsRented = true };
        var fields = client.BeginRequest(stream);
        fields.Write(":method"u8, "GET"u8);
        fields.Write(":scheme"u8, "http"u8);
        fields.Write(":authority"u8, "a"u8);
        fields.Write(":path"u8, "/"u8);
        for (var i = 0; i < 5; i++)
        {
            fields.Write("X-Large"u8, Enumerable.Repeat((byte)('\\' + i), 9000).ToArray());
        }

        client.EndHead(ref fields, endStream: true);
        var bytes = client.TakeOutput();
        Assert.Equal("HEADERS 1 open end\nCONTINUATION 1\nCONTINUATION 1", FrameText.Of(bytes));
        server.FeedPieces(bytes, 1000);
        Assert.Equal(["1 head GET / HTTP/1.1 end", "1 end"], server.Events);
    }

    [Fact]
    public void Sessions_that_share_buffers_do_not_receive_within_each_other()
    {
        var server = Peers.Server();
        server.WhenHead = _ => Assert.Throws<InvalidOperationException>(() => server.Feed(Ping()));
        server.Feed(Headers(1, Get, end: true));
        Assert.Equal("1 end", server.Events[^1]);
    }
}
