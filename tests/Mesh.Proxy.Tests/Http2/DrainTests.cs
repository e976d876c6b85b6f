using Mesh.Protocols.Http2;
using Mesh.Proxy.Tests.Http2.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Http2;

/// <summary>11.4: GOAWAY in two steps, nothing under way is lost, and a connection that has nothing left closes.</summary>
public class DrainTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_peer_that_opens_a_stream_is_told_to_go_and_served(bool upstream2)
    {
        using var scene = new PairScene(true, upstream2);
        var peer = scene.ConnectsToGateway();
        var before = peer.Opens("GET /", end: true);
        var first = scene.Accepts();
        scene.Worker.BeginDrain();
        var after = peer.Opens("GET /", end: true);
        var second = scene.Accepts();
        // The round trip of PING between the two has passed.
        Assert.Equal([(int.MaxValue, Http2ErrorCode.NoError), (3, Http2ErrorCode.NoError)], peer.GoAways);
        Answer(first);
        Assert.Equal((200, ConnectionEnd.Open), (before.Status, peer.End));
        Answer(second);
        Assert.Equal((200, true, ConnectionEnd.Fin), (after.Status, after.IsWhole, peer.End));
        scene.AssertIdle();
    }

    /// <summary>Sent before its client has answered the PING behind the first GOAWAY: it is served.</summary>
    [Fact]
    public void A_request_that_crosses_the_first_goaway_is_served()
    {
        using var scene = new PairScene(true, true);
        var client = Raw(scene);
        client.Says(Frames.Headers(1, Frames.Request(), end: true));
        var first = scene.Accepts();
        scene.Worker.BeginDrain();
        scene.Worker.Connections.CloseIdle();
        scene.Network.RunUntilIdle();
        var heard = client.Hears();
        Assert.Equal([$"GOAWAY {int.MaxValue} NoError", "PING"], Frames.Describe(heard)[^2..]);
        client.Says(Frames.Headers(3, Frames.Request(), end: true));
        var second = scene.Accepts();
        client.Says(Frames.PingAckOf(heard));
        Assert.Equal(["GOAWAY 3 NoError"], Frames.Describe(client.Hears()));

        // Behind the second it is not looked at: the client knows.
        client.Says(Frames.Headers(5, Frames.Request(), end: true));
        Assert.Empty(Frames.Describe(client.Hears()));
        Answer(first);
        Answer(second);
        Assert.Equal(["HEADERS 1 end", "HEADERS 3 end"], Frames.Describe(client.Hears()));
        Assert.Equal(ConnectionEnd.Fin, client.End);
        scene.AssertIdle();
    }

    [Fact]
    public void A_long_stream_is_told_and_finishes()
    {
        using var scene = new PairScene(true, true);
        var peer = scene.ConnectsToGateway();
        var stream = peer.Opens("POST /", end: false);
        var upstream = scene.Accepts();
        upstream.Answers(200, -1);
        scene.Worker.BeginDrain();
        scene.Worker.Connections.CloseIdle();
        scene.Network.RunUntilIdle();
        Assert.Equal(2, peer.GoAways.Count);
        stream.Sends("abc", end: true);
        Assert.Equal(("abc", true), (upstream.Body, upstream.IsWhole));
        upstream.Sends("def");
        upstream.Ends("x: y");
        Assert.Equal(("def", "x: y\r\n", ConnectionEnd.Fin), (stream.Body, stream.Trailers, peer.End));
        scene.AssertIdle();
    }

    [Fact]
    public void A_connection_without_streams_closes_the_applications_stays()
    {
        using var scene = new PairScene(true, true);
        var peer = scene.ConnectsToGateway();
        var application = scene.Connects();
        scene.Worker.BeginDrain();
        scene.Worker.Connections.CloseIdle();
        scene.Network.RunUntilIdle();
        Assert.Equal((ConnectionEnd.Fin, 2), (peer.End, peer.GoAways.Count));
        var stream = application.Opens("GET /", end: true);
        Answer(scene.Accepts());
        Assert.Equal((200, ConnectionEnd.Open, 0), (stream.Status, application.End, application.GoAways.Count));
    }

    [Fact]
    public void A_connection_made_during_a_drain_is_served_and_told()
    {
        using var scene = new PairScene(true, true);
        scene.Worker.BeginDrain();
        var peer = scene.ConnectsToGateway();
        var stream = peer.Opens("GET /", end: true);
        Answer(scene.Accepts());
        Assert.Equal((200, ConnectionEnd.Fin, 2), (stream.Status, peer.End, peer.GoAways.Count));
    }

    /// <summary>One that vanished without a word must not hold the process, nor a connection for ever.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_peer_that_does_not_answer_the_ping_is_left(bool byDrain)
    {
        using var scene = new PairScene(true, true);
        var client = Raw(scene);
        if (byDrain)
        {
            scene.Worker.BeginDrain();
            scene.Worker.Connections.CloseIdle();
        }
        else
        {
            scene.Passes(TimeSpan.FromHours(1));
        }

        scene.Passes(TimeSpan.FromSeconds(9));
        Assert.Equal(ConnectionEnd.Open, client.End);
        scene.Passes(TimeSpan.FromSeconds(2));
        Assert.Equal(ConnectionEnd.Fin, client.End);
    }

    [Fact]
    public void Config_changes_cut_nothing()
    {
        using var scene = new PairScene(true, true);
        var peer = scene.Connects();
        var stream = peer.Opens("POST /", end: false);
        var upstream = scene.Accepts();
        var old = scene.Endpoints.ToArray();
        var second = scene.AddServer();
        scene.RouteTo([second]);
        scene.Worker.Retire(old);
        var next = peer.Opens("GET /", end: true);
        Assert.Equal(1, second.Connections);
        Answer(scene.Accepts());
        Assert.Equal(200, next.Status);
        stream.Sends("abc", end: true);
        Assert.Equal(("abc", true), (upstream.Body, upstream.IsWhole));
        Answer(upstream);
        Assert.Equal((200, ConnectionEnd.Open), (stream.Status, peer.End));
        scene.AssertIdle();
    }

    static Mesh.Proxy.Tests.Harness.ScriptedPeer Raw(PairScene scene)
    {
        var client = scene.Scene.GatewayClient();
        client.Says([.. Frames.Preface, .. Frames.Settings(), .. Frames.SettingsAck]);
        client.Hears();
        return client;
    }

    static void Answer(Side upstream)
    {
        if (upstream is Http2Side http2)
        {
            http2.Stream.Answers(200, end: true);
        }
        else
        {
            upstream.Answers(200, 0, "Connection: close");
        }
    }
}
