using Mesh.Protocols.Http2;
using Mesh.Proxy.Tests.Http2.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Http2;

/// <summary>Connections to an HTTP/2 endpoint: shared, bounded by the peer, waited for, retried when nothing was processed, and ended.</summary>
public class UpstreamPoolTests
{
    [Fact]
    public void One_connection_carries_many_clients_streams_then_a_second_opens()
    {
        using var scene = new PairScene(true, true, upstreamOptions: Http2Options.Default with { MaxConcurrentStreams = 3 });
        var first = Ask(scene);
        var streams = new List<Side> { scene.Accepts() };
        for (var i = 0; i < 2; i++)
        {
            Ask(scene);
            streams.Add(scene.Accepts());
        }

        Assert.Equal(1, scene.Scene.Upstream.Connections);
        var beyond = Ask(scene);
        Assert.Equal(2, scene.Scene.Upstream.Connections);
        Answer(scene.Accepts());
        Assert.Equal(200, beyond.Status);
        streams.ForEach(Answer);
        Assert.Equal(200, first.Status);
        scene.AssertIdle();
        Ask(scene);
        Answer(scene.Accepts());
        Assert.Equal(2, scene.Scene.Upstream.Connections);
    }

    [Fact]
    public void Http1_clients_share_one_connection()
    {
        using var scene = new PairScene(false, true);
        Side[] clients = [.. Enumerable.Range(0, 20).Select(_ => Ask(scene))];
        foreach (var _ in clients)
        {
            Answer(scene.Accepts());
        }

        Assert.All(clients, client => Assert.Equal(200, client.Status));
        Assert.Equal(1, scene.Scene.Upstream.Connections);
        scene.AssertIdle();
    }

    /// <summary>More than a connection carries, all waiting for the first: as many are opened as it takes, and everybody is served.</summary>
    [Fact]
    public void A_burst_before_the_first_connection_is_served_by_as_many_as_it_takes()
    {
        using var scene = new PairScene(true, true, upstreamOptions: Http2Options.Default with { MaxConcurrentStreams = 100 });
        var client = scene.Connects();
        var other = scene.Connects();
        var streams = new List<Http2PeerStream>();
        for (var i = 0; i < 150; i++)
        {
            streams.Add((i < 75 ? client : other).Opens("GET /", end: true));
        }

        while (scene.Upstreams.Any(upstream => upstream.HasMore))
        {
            Answer(scene.Accepts());
        }

        Assert.All(streams, stream => Assert.Equal(200, stream.Status));
        Assert.Equal(2, scene.Scene.Upstream.Connections);
        scene.AssertIdle();
    }

    /// <summary>Streams opened before the peer has said its limit and refused for it: they provably were not processed.</summary>
    [Fact]
    public void Streams_beyond_a_limit_that_was_not_known_yet_go_again()
    {
        using var scene = new PairScene(true, true, upstreamOptions: Http2Options.Default with { MaxConcurrentStreams = 2 });
        var client = scene.Connects();
        client.SaysRaw([.. Enumerable.Range(0, 4).Select(i => Frames.Headers((2 * i) + 1, Frames.Request(), end: true))]);
        var answered = 0;
        for (; scene.Upstreams.Any(upstream => upstream.HasMore); answered++)
        {
            Answer(scene.Accepts());
        }

        Assert.Equal(4, answered);
        scene.AssertIdle();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void All_who_wait_hear_of_a_connect_that_failed(bool client2)
    {
        using var scene = new PairScene(client2, true);
        scene.Network.SetConnectFailure(scene.Scene.Upstream.Address, TransportError.TimedOut);
        Side[] clients = [.. Enumerable.Range(0, 5).Select(_ => Ask(scene))];
        scene.Passes(TimeSpan.FromSeconds(31));
        Assert.All(clients, client => Assert.Equal((503, true), (client.Status, client.Body.EndsWith("connection timeout", StringComparison.Ordinal))));
        var slot = Assert.Single(scene.Endpoints).Slot(0);
        // One connect for all of them, as often as each may try.
        Assert.Equal((3, 3, 3), (slot.Connections, slot.ConnectionsEnded, slot.ConnectTimeouts));
        scene.AssertIdle();
        scene.Network.SetConnectFailure(scene.Scene.Upstream.Address, TransportError.None);
        var next = Ask(scene);
        Answer(scene.Accepts());
        Assert.Equal(200, next.Status);
    }

    [Fact]
    public void A_connect_that_failed_is_tried_at_another_endpoint()
    {
        using var scene = new PairScene(true, true);
        var second = scene.AddServer();
        scene.RouteTo([scene.Scene.Upstream, second]);
        scene.Network.SetConnectFailure(scene.Scene.Upstream.Address, TransportError.Refused);
        for (var i = 0; i < 6; i++)
        {
            var client = Ask(scene);
            Answer(scene.Accepts());
            Assert.Equal(200, client.Status);
        }

        Assert.Equal((0, 1), (scene.Scene.Upstream.Connections, second.Connections));
        scene.AssertIdle();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_route_time_out_ends_the_wait_for_a_connection(bool client2)
    {
        using var scene = new PairScene(client2, true);
        scene.RouteTo([scene.Scene.Upstream], TimeSpan.FromSeconds(2));
        scene.Network.SetConnectFailure(scene.Scene.Upstream.Address, TransportError.TimedOut);
        var client = Ask(scene);
        scene.Passes(TimeSpan.FromMilliseconds(2010));
        Assert.Equal(504, client.Status);
        Assert.Equal((1, 1, 0), Counts(scene));
        scene.AssertIdle();
    }

    /// <summary>The connect belongs to everybody who waits.</summary>
    [Fact]
    public void A_client_that_gives_up_waiting_takes_the_connect_from_nobody()
    {
        using var scene = new PairScene(true, true);
        scene.Network.SetConnectFailure(scene.Scene.Upstream.Address, TransportError.TimedOut);
        var client = scene.Connects();
        var first = client.Opens("GET /", end: true);
        var second = client.Opens("GET /", end: true);
        first.Resets();
        Assert.Equal((1, 0, 0), Counts(scene));
        scene.Passes(TimeSpan.FromSeconds(31));
        Assert.Equal(503, second.Status);
        scene.AssertIdle();
    }

    /// <summary>The last who waits gives up, which cancels the connect; another comes before that has ended.</summary>
    [Fact]
    public void A_client_that_comes_as_another_gives_up_is_served()
    {
        using var scene = new PairScene(true, true);
        scene.Network.SetConnectFailure(scene.Scene.Upstream.Address, TransportError.TimedOut);
        var client = scene.Connects();
        client.Opens("GET /", end: true);
        scene.Network.SetConnectFailure(scene.Scene.Upstream.Address, TransportError.None);
        client.SaysRaw(Frames.Reset(1), Frames.Headers(3, Frames.Request(), end: true));
        var upstream = scene.Accepts();
        Assert.Equal("1", upstream["x-envoy-attempt-count"]);
        Answer(upstream);
        scene.AssertIdle();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_refused_stream_goes_again_at_another_endpoint(bool client2, bool byGoAway)
    {
        using var scene = new PairScene(client2, true);
        var second = scene.AddServer();
        scene.RouteTo([scene.Scene.Upstream, second]);
        var client = scene.Asks("POST /", hasBody: true, 3);
        client.Sends("abc");
        client.Ends();
        var refused = (Http2Side)scene.Accepts();
        Refuse(refused, byGoAway);
        // Its body was streamed: it came behind the head, and is gone.
        Assert.Equal(503, client.Status);

        client = scene.Asks("GET /");
        refused = (Http2Side)scene.Accepts();
        Refuse(refused, byGoAway);
        var next = scene.Accepts();
        Assert.Equal("2", next["x-envoy-attempt-count"]);
        Answer(next);
        Assert.Equal(200, client.Status);
        scene.AssertIdle();
    }

    [Fact]
    public void A_refused_request_with_its_body_at_hand_goes_again()
    {
        using var scene = new PairScene(true, true);
        var client = scene.Connects();
        client.SaysRaw(Frames.Headers(1, Frames.Request("POST")), Frames.Data(1, [65, 66], end: true));
        var refused = (Http2Side)scene.Accepts();
        Assert.Equal("AB", refused.Body);
        Refuse(refused, byGoAway: false);
        var next = scene.Accepts();
        Assert.Equal(("2", "AB", true), (next["x-envoy-attempt-count"], next.Body, next.IsWhole));
        Answer(next);
        scene.AssertIdle();
    }

    [Fact]
    public void A_refused_request_of_http1_goes_again_with_its_chunks_and_trailers()
    {
        using var scene = new PairScene(false, true);
        var client = new Http1Side(scene.Scene.Client().Says(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nx: y\r\n\r\n"));
        for (var i = 0; i < 2; i++)
        {
            var refused = (Http2Side)scene.Accepts();
            Assert.Equal(("abcde", "x: y\r\n", true), (refused.Body, refused.Trailers, refused.IsWhole));
            Refuse(refused, byGoAway: false);
        }

        var last = scene.Accepts();
        Assert.Equal(("abcde", "x: y\r\n", true), (last.Body, last.Trailers, last.IsWhole));
        Answer(last);
        Assert.Equal(200, client.Status);
        scene.AssertIdle();
    }

    [Fact]
    public void What_is_refused_again_and_again_is_answered_503()
    {
        using var scene = new PairScene(true, true);
        var client = Ask(scene);
        var attempts = 0;
        for (; scene.Upstreams.Any(upstream => upstream.HasMore); attempts++)
        {
            Refuse((Http2Side)scene.Accepts(), byGoAway: false);
        }

        Assert.Equal((3, 503), (attempts, client.Status));
        scene.AssertIdle();
    }

    /// <summary>Any other reset: it may have been processed.</summary>
    [Theory]
    [InlineData(Http2ErrorCode.InternalError)]
    [InlineData(Http2ErrorCode.Cancel)]
    [InlineData(Http2ErrorCode.NoError)]
    public void A_stream_reset_otherwise_does_not_go_again(Http2ErrorCode code)
    {
        using var scene = new PairScene(true, true);
        var client = Ask(scene);
        ((Http2Side)scene.Accepts()).Stream.Resets(code);
        Assert.Equal((503, "upstream connect error or disconnect/reset before headers. reset reason: remote reset"), (client.Status, client.Body));
        Assert.False(scene.Upstreams[0].HasMore);
        scene.AssertIdle();
    }

    /// <summary>As over HTTP/1.1: a shared connection may end at the moment a request goes out on it, and a safe request may go again, once, on a new one.</summary>
    [Theory]
    [InlineData("GET", true, false, 2)]
    [InlineData("POST", true, false, 1)]
    [InlineData("GET", false, false, 1)]
    [InlineData("GET", true, true, 1)]
    public void A_request_whose_connection_is_lost_goes_again_if_that_does_no_harm(string method, bool isReused, bool hasInterim, int attempts)
    {
        using var scene = new PairScene(true, true);
        if (isReused)
        {
            Ask(scene);
            Answer(scene.Accepts());
        }

        var client = scene.Asks($"{method} /");
        var made = 0;
        while (scene.Upstreams.Any(upstream => upstream.HasMore))
        {
            made++;
            var upstream = (Http2Side)scene.Accepts();
            if (hasInterim)
            {
                upstream.AnswersInterim(103);
            }

            upstream.Peer.ResetsConnection();
        }

        Assert.Equal((attempts, 503), (made, client.Status));
        scene.AssertIdle();
    }

    [Fact]
    public void A_connection_that_says_goaway_finishes_what_it_has_and_a_new_one_takes_the_rest()
    {
        using var scene = new PairScene(true, true);
        var first = Ask(scene);
        var old = (Http2Side)scene.Accepts();
        old.Answers(200, -1);
        old.Sends("abc");
        old.Peer.Drains();
        var second = Ask(scene);
        var young = (Http2Side)scene.Accepts();
        Assert.NotSame(old.Peer, young.Peer);
        Answer(young);
        Assert.Equal(200, second.Status);
        old.Sends("def");
        old.Ends();
        Assert.Equal(("abcdef", true), (first.Body, first.IsWhole));
        Assert.Equal(ConnectionEnd.Fin, old.Peer.End);
        scene.AssertIdle();
        Assert.Equal((2, 1, 0), Counts(scene));
    }

    [Fact]
    public void Who_waits_for_room_is_served_when_a_stream_ends()
    {
        using var scene = new PairScene(true, true, upstreamOptions: Http2Options.Default with { MaxConcurrentStreams = 1 });
        Ask(scene);
        var first = scene.Accepts();
        scene.Network.SetConnectFailure(scene.Scene.Upstream.Address, TransportError.TimedOut);
        var waiting = Ask(scene);
        Answer(first);
        Answer(scene.Accepts());
        Assert.Equal(200, waiting.Status);
        scene.Passes(TimeSpan.FromSeconds(11));
        scene.AssertIdle();
    }

    [Fact]
    public void A_limit_that_shrinks_is_kept()
    {
        using var scene = new PairScene(true, true);
        Ask(scene);
        Ask(scene);
        var first = (Http2Side)scene.Accepts();
        var second = (Http2Side)scene.Accepts();
        first.Peer.SaysRaw(Frames.Settings((3, 1)));
        Answer(first);
        Ask(scene);
        Assert.Equal(2, scene.Scene.Upstream.Connections);
        Answer(scene.Accepts());
        Answer(second);
        Ask(scene);
        Assert.Same(first.Peer, ((Http2Side)scene.Accepts()).Peer);
    }

    [Fact]
    public void An_endpoint_that_left_the_configuration_finishes_its_streams()
    {
        using var scene = new PairScene(true, true);
        var client = Ask(scene);
        var upstream = (Http2Side)scene.Accepts();
        scene.Worker.Retire(scene.Endpoints);
        upstream.Answers(200, -1);
        upstream.Sends("abc");
        Assert.Equal(ConnectionEnd.Open, upstream.Peer.End);
        upstream.Ends();
        Assert.Equal(("abc", true), (client.Body, client.IsWhole));
        Assert.Equal(ConnectionEnd.Fin, upstream.Peer.End);
        scene.AssertIdle();
        Assert.Equal((1, 1, 0), Counts(scene));
    }

    [Fact]
    public void An_endpoint_that_left_while_it_was_being_connected_keeps_no_connection()
    {
        using var scene = new PairScene(true, true);
        scene.Network.SetConnectFailure(scene.Scene.Upstream.Address, TransportError.TimedOut);
        var client = Ask(scene);
        scene.Worker.Retire(scene.Endpoints);
        scene.Network.SetConnectFailure(scene.Scene.Upstream.Address, TransportError.None);
        scene.Passes(TimeSpan.FromSeconds(10));
        var upstream = (Http2Side)scene.Accepts();
        Answer(upstream);
        Assert.Equal(200, client.Status);
        scene.Network.RunUntilIdle();
        Assert.Equal(ConnectionEnd.Fin, upstream.Peer.End);
    }

    [Fact]
    public void An_idle_connection_ends_after_its_time_and_another_is_made()
    {
        using var scene = new PairScene(false, true);
        Ask(scene);
        var upstream = (Http2Side)scene.Accepts();
        Answer(upstream);
        scene.Passes(TimeSpan.FromMinutes(59));
        Assert.Equal(ConnectionEnd.Open, upstream.Peer.End);
        scene.Passes(TimeSpan.FromMinutes(2));
        Assert.Equal(ConnectionEnd.Fin, upstream.Peer.End);
        var next = Ask(scene);
        Answer(scene.Accepts());
        Assert.Equal(200, next.Status);
    }

    [Fact]
    public void A_connection_in_use_is_not_idle()
    {
        using var scene = new PairScene(true, true);
        for (var i = 0; i < 4; i++)
        {
            var client = Ask(scene);
            Answer(scene.Accepts());
            Assert.Equal(200, client.Status);
            scene.Passes(TimeSpan.FromMinutes(40));
        }

        Assert.Equal(1, scene.Scene.Upstream.Connections);
    }

    /// <summary>It was idle once, and never since.</summary>
    [Fact]
    public void A_connection_that_always_carries_something_is_not_idle()
    {
        using var scene = new PairScene(true, true);
        Ask(scene);
        Answer(scene.Accepts());
        scene.Passes(TimeSpan.FromMinutes(10));
        Ask(scene);
        var watched = scene.Accepts();
        for (var i = 0; i < 8; i++)
        {
            scene.Passes(TimeSpan.FromMinutes(10));
            Ask(scene);
            var next = scene.Accepts();
            Answer(watched);
            watched = next;
        }

        Assert.Equal(1, scene.Scene.Upstream.Connections);
        Answer(watched);
    }

    /// <summary>The peer never says its SETTINGS ack.</summary>
    [Fact]
    public void A_peer_that_acknowledges_no_settings_is_left()
    {
        using var scene = new PairScene(false, true);
        scene.Scene.Upstream.OnRawConnection = null;
        var client = Ask(scene);
        var upstream = scene.Scene.Upstream.Accepts();
        upstream.Says(Frames.Settings());
        scene.Passes(TimeSpan.FromSeconds(11));
        Assert.Equal(502, client.Status);
        Assert.Contains("GOAWAY 0 SettingsTimeout", Frames.Describe(upstream.Hears()));
        scene.AssertIdle();
    }

    static Side Ask(PairScene scene) => scene.Asks("GET /");

    static (long Connections, long Ended, long Failures) Counts(PairScene scene)
    {
        var slot = scene.Endpoints[^1].Slot(0);
        return (slot.Connections, slot.ConnectionsEnded, slot.ConnectFailures);
    }

    static void Refuse(Http2Side side, bool byGoAway)
    {
        if (byGoAway)
        {
            side.Peer.SaysRaw(Frames.GoAway(side.Stream.Id - 2 < 0 ? 0 : side.Stream.Id - 2));
            side.Peer.Closes();
        }
        else
        {
            side.Stream.Resets(Http2ErrorCode.RefusedStream);
        }
    }

    static void Answer(Side upstream)
    {
        upstream.Answers(200, 0);
        upstream.Ends();
    }
}
