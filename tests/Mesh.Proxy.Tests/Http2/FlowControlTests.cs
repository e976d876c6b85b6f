using Mesh.Protocols.Http2;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Tests.Http2.Harness;
using Xunit;

namespace Mesh.Proxy.Tests.Http2;

/// <summary>Back-pressure: who does not read slows down who sends to him, and nobody else.</summary>
public class FlowControlTests
{
    const int Megabyte = 1024 * 1024;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_client_that_does_not_read_one_stream_reads_the_others(bool upstream2)
    {
        using var scene = new PairScene(true, upstream2);
        var client = scene.Connects();
        var slow = client.Opens("GET /", end: true);
        slow.HoldsContent = true;
        var slowUpstream = scene.Accepts();
        slowUpstream.Answers(200, 4 * Megabyte);
        slowUpstream.Sends(Text(4 * Megabyte));
        for (var i = 0; i < 3; i++)
        {
            var quick = client.Opens("GET /", end: true);
            var upstream = scene.Accepts();
            upstream.Answers(200, Megabyte, upstream2 ? [] : ["Connection: close"]);
            upstream.Sends(Text(Megabyte));
            upstream.Ends();
            Assert.Equal((Megabyte, true), (quick.BodyBytes, quick.IsWhole));
        }

        Assert.InRange(slow.BodyBytes, 1, 70_000);
        slow.HoldsContent = false;
        while (slow.Unconsumed > 0)
        {
            slow.Takes(slow.Unconsumed);
        }

        slowUpstream.Ends();
        Assert.Equal((4 * Megabyte, true), (slow.BodyBytes, slow.IsWhole));
        scene.AssertIdle();
    }

    [Fact]
    public void An_upstream_that_does_not_read_one_stream_slows_its_client_only()
    {
        using var scene = new PairScene(true, true);
        var client = scene.Connects();
        var slow = client.Opens("POST /", end: false);
        var slowUpstream = (Http2Side)scene.Accepts();
        slowUpstream.Stream.HoldsContent = true;
        slow.Sends(new byte[Megabyte], end: true);
        Assert.InRange(slow.Unsent, Megabyte - 300_000, Megabyte);
        for (var i = 0; i < 3; i++)
        {
            var quick = client.Opens("POST /", end: false);
            var upstream = scene.Accepts();
            quick.Sends(new byte[Megabyte], end: true);
            Assert.Equal((Megabyte, true), (upstream.Body.Length, upstream.IsWhole));
            upstream.Answers(204, -1);
            upstream.Ends();
            Assert.True(quick.IsWhole);
        }

        slowUpstream.Stream.HoldsContent = false;
        while (slowUpstream.Stream.Unconsumed > 0)
        {
            slowUpstream.Stream.Takes(slowUpstream.Stream.Unconsumed);
        }

        Assert.Equal((Megabyte, true), ((int)slowUpstream.Stream.BodyBytes, slowUpstream.IsWhole));
        slowUpstream.Answers(204, -1);
        slowUpstream.Ends();
        scene.AssertIdle();
    }

    /// <summary>One that reads nothing from its connection at all: other clients of the same upstream connection go on.</summary>
    [Fact]
    public void A_client_that_is_deaf_slows_no_other()
    {
        using var scene = new PairScene(true, true);
        var deaf = scene.Connects();
        deaf.Opens("GET /", end: true);
        var upstream = (Http2Side)scene.Accepts();
        deaf.IsDeaf = true;
        upstream.Answers(200, 4 * Megabyte);
        upstream.Sends(Text(4 * Megabyte));
        Assert.InRange(upstream.Stream.Unsent, 3 * Megabyte, 4 * Megabyte);
        var quick = scene.Asks("GET /");
        var other = scene.Accepts();
        other.Answers(200, Megabyte);
        other.Sends(Text(Megabyte));
        other.Ends();
        Assert.Equal(Megabyte, quick.Body.Length);
        deaf.ResetsConnection();
        deaf.IsDeaf = false;
        Assert.Equal("Cancel", upstream.Reset);
        scene.AssertIdle();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_hundred_stalled_streams_hold_a_bounded_memory(bool upstream2)
    {
        using var scene = new PairScene(true, upstream2);
        var before = scene.Scene.RentedBuffers;
        var client = scene.Connects();
        var streams = new List<Http2PeerStream>();
        for (var i = 0; i < 100; i++)
        {
            var stream = client.Opens("GET /", end: true);
            stream.HoldsContent = true;
            streams.Add(stream);
            var upstream = scene.Accepts();
            upstream.Answers(200, Megabyte);
            upstream.Sends(Text(Megabyte));
        }

        var held = (scene.Scene.RentedBuffers - before) * (long)scene.Worker.Loop.Buffers.BlockSize;
        // A stream's window on the way in, and as much on its way out.
        Assert.InRange(held, 1, 100L * 2 * (64 + 32) * 1024);
        client.ResetsConnection();
        scene.AssertIdle();
    }

    [Fact]
    public void A_bulk_transfers_window_grows()
    {
        using var scene = new PairScene(true, true);
        var client = scene.Asks("GET /");
        ((Http2Side)client).Stream.CountsOnly = true;
        var upstream = (Http2Side)scene.Accepts();
        upstream.Answers(200, -1);
        var first = upstream.Stream.SendWindow;
        for (var i = 0; i < 20; i++)
        {
            upstream.Stream.Sends(new byte[Megabyte]);
        }

        Assert.Equal(20 * Megabyte, ((Http2Side)client).Stream.BodyBytes);
        Assert.InRange(upstream.Stream.SendWindow, first * 2, Megabyte);
        upstream.Ends();
        scene.AssertIdle();
    }

    [Fact]
    public void A_window_that_never_opens_is_ended_by_a_deadline()
    {
        using var scene = new PairScene(true, true);
        var client = scene.Connects(Http2Options.Default);
        client.SaysRaw(Frames.Settings((4, 0)));
        var stream = client.Opens("GET /", end: true);
        var upstream = scene.Accepts();
        upstream.Answers(200, -1);
        upstream.Sends("abc");
        scene.Passes(TimeSpan.FromSeconds(299));
        Assert.Equal((200, null), (stream.Status, stream.ResetBy));
        scene.Passes(TimeSpan.FromSeconds(2));
        Assert.Equal(Http2ErrorCode.EnhanceYourCalm, stream.ResetBy);
        Assert.Equal("Cancel", upstream.Reset);
        Assert.Equal(1, scene.Worker.Telemetry.Counters.StalledStreams);
        scene.AssertIdle();
    }

    /// <summary>An answer of the proxy's own has the same deadline, or its own if that is sooner.</summary>
    [Fact]
    public void A_window_that_never_opens_for_a_local_answer_is_ended_by_a_deadline()
    {
        using var scene = new PairScene(true, true);
        scene.RouteTo([]);
        var client = scene.Connects();
        client.SaysRaw(Frames.Settings((4, 0)));
        var stream = client.Opens("GET /", end: true);
        Assert.Equal(503, stream.Status);
        scene.Passes(TimeSpan.FromSeconds(61));
        Assert.NotNull(stream.ResetBy);
        scene.AssertIdle();
    }

    [Fact]
    public void A_slow_reader_that_reads_is_not_stalled()
    {
        using var scene = new PairScene(true, true);
        var stream = scene.Connects().Opens("GET /", end: true);
        stream.HoldsContent = true;
        var upstream = scene.Accepts();
        upstream.Answers(200, -1);
        upstream.Sends(Text(300_000));
        upstream.Ends();
        for (var i = 0; i < 20 && !stream.IsWhole; i++)
        {
            scene.Passes(TimeSpan.FromMinutes(4));
            stream.Takes(stream.Unconsumed);
        }

        Assert.Equal((300_000, true, null), (stream.BodyBytes, stream.IsWhole, stream.ResetBy));
        stream.Takes(stream.Unconsumed);
        scene.AssertIdle();
    }

    [Fact]
    public void The_deadline_can_be_off()
    {
        using var scene = new PairScene(true, true, ServingOptions.Default with { Http2StallTimeout = TimeSpan.Zero });
        var stream = scene.Connects().Opens("GET /", end: true);
        stream.HoldsContent = true;
        var upstream = scene.Accepts();
        upstream.Answers(200, -1);
        upstream.Sends(Text(300_000));
        scene.Passes(TimeSpan.FromMinutes(50));
        Assert.Null(stream.ResetBy);
    }

    /// <summary>The time-out ends the exchange with an answer; that the client has no window for it now is no reason to reset it.</summary>
    [Fact]
    public void A_timeouts_answer_waits_for_the_clients_window()
    {
        using var scene = new PairScene(true, true);
        scene.RouteTo([scene.Scene.Upstream], TimeSpan.FromSeconds(2));
        var client = scene.Scene.Client();
        client.Says([.. Frames.Preface, .. Frames.Settings((4, 0)), .. Frames.SettingsAck, .. Frames.Headers(1, Frames.Request(), end: true)]);
        scene.Accepts();
        scene.Passes(TimeSpan.FromSeconds(3));
        var heard = Frames.Describe(client.Hears());
        Assert.Contains("HEADERS 1", heard);
        Assert.DoesNotContain(heard, frame => frame.StartsWith("RST_STREAM", StringComparison.Ordinal));
        client.Says(Frames.WindowUpdate(1, 1000));
        Assert.Equal(["DATA 1 24 end"], Frames.Describe(client.Hears()));
        client.Resets();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_upstreams_window_that_never_opens_is_answered_504(bool client2)
    {
        using var scene = new PairScene(client2, true, upstreamOptions: Http2Options.Default);
        var client = scene.Asks("POST /", hasBody: true);
        var upstream = (Http2Side)scene.Accepts();
        upstream.Stream.HoldsContent = true;
        client.Sends(Text(300_000));
        scene.Passes(TimeSpan.FromSeconds(301));
        Assert.Equal(504, client.Status);
        Assert.Equal("Cancel", upstream.Reset);
        scene.AssertIdle();
    }

    /// <summary>The body waits for a window, and the answer does not wait for the body.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_small_body_that_waits_for_a_window_does_not_hold_the_answer(bool client2)
    {
        using var scene = new PairScene(client2, true);
        Side client;
        scene.Asks("GET /");
        var first = (Http2Side)scene.Accepts();
        first.Peer.SaysRaw(Frames.Settings((4, 0)));
        if (client2)
        {
            var peer = scene.Connects();
            peer.SaysRaw(Frames.Headers(1, Frames.Request("POST", ("content-length", "3"))), Frames.Data(1, [65, 66, 67], end: true));
            var upstream = scene.Accepts();
            Assert.Equal("", upstream.Body);
            upstream.Answers(200, 2);
            upstream.Sends("ok");
            upstream.Ends();
            Assert.Equal("Cancel", upstream.Reset);
            peer.Closes();
        }
        else
        {
            var peer = scene.Scene.Client().Says("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nABC");
            client = new Http1Side(peer);
            var upstream = scene.Accepts();
            upstream.Answers(200, 2);
            upstream.Sends("ok");
            upstream.Ends();
            Assert.Equal((200, "ok"), (client.Status, client.Body));
        }

        first.Answers(204, -1);
        first.Ends();
        scene.AssertIdle();
    }

    static string Text(int size) => new('a', size);
}
