using Mesh.Protocols.Http2;
using Mesh.Proxy.Tests.Http2.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Http2;

/// <summary>
/// A side that goes away at any stage of an exchange, in every way it can, in every pair of versions: the other side learns it at once and in its own words,
/// and nothing stays behind.
/// </summary>
public class CutTests
{
    public enum Stage
    {
        Head,
        PartOfRequest,
        WholeRequest,
        Interim,
        ResponseHead,
        PartOfResponse,
        EarlyResponseHead,
        EarlyPartOfResponse,
    }

    public enum Way
    {
        /// <summary>RST_STREAM; the connection's RST in HTTP/1.</summary>
        Reset,

        /// <summary>The connection's RST.</summary>
        ConnectionReset,

        /// <summary>The connection's FIN.</summary>
        ConnectionClosed,

        /// <summary>GOAWAY with an error, and the connection's end.</summary>
        GoAway,
    }

    public static TheoryData<bool, bool, Stage, Way> Cases
    {
        get
        {
            var data = new TheoryData<bool, bool, Stage, Way>();
            foreach (var pair in PairScene.Pairs)
            {
                foreach (var stage in Enum.GetValues<Stage>())
                {
                    foreach (var way in Enum.GetValues<Way>())
                    {
                        data.Add(pair.Data.Item1, pair.Data.Item2, stage, way);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_client_that_goes_away(bool client2, bool upstream2, Stage stage, Way way)
    {
        using var scene = new PairScene(client2, upstream2);
        var (client, upstream) = Reach(scene, stage);
        Cut(client, way);
        Assert.Equal(upstream2 ? "Cancel" : "reset", upstream.Reset);
        scene.AssertIdle();
        if (upstream2)
        {
            // The connection is the other clients' too.
            Assert.Equal(ConnectionEnd.Open, ((Http2Side)upstream).Peer.End);
            scene.Asks("GET /");
            Assert.Equal("GET / HTTP/1.1", scene.Accepts().StartLine);
            Assert.Equal(1, scene.Scene.Upstream.Connections);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_upstream_that_goes_away(bool client2, bool upstream2, Stage stage, Way way)
    {
        using var scene = new PairScene(client2, upstream2);
        var (client, upstream) = Reach(scene, stage);
        Cut(upstream, way);
        if (stage is Stage.Head or Stage.PartOfRequest or Stage.WholeRequest or Stage.Interim)
        {
            Assert.Equal((503, true), (client.Status, client.IsWhole));
            Assert.Equal(client2 && stage is Stage.Head or Stage.PartOfRequest ? client2 ? "NoError" : "" : "", client.Reset);
        }
        else
        {
            Assert.Equal(200, client.Status);
            Assert.False(client.IsWhole);
            Assert.Equal(client2 ? "InternalError" : "reset", client.Reset);
        }

        scene.AssertIdle();
        if (client is Http2Side side)
        {
            // The client's connection goes on.
            Assert.Equal(ConnectionEnd.Open, side.Peer.End);
            var next = PairScene.AsksOn(side.Peer, "GET /");
            Answer(scene.Accepts());
            Assert.Equal(200, next.Status);
            scene.AssertIdle();
        }
    }

    /// <summary>Both in the same moment.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Both_that_go_away(bool client2, bool upstream2, Stage stage, Way way)
    {
        using var scene = new PairScene(client2, upstream2);
        var (client, upstream) = Reach(scene, stage);
        scene.Scene.Loop.Schedule(_ => { }, null);
        Cut(upstream, way);
        Cut(client, Way.ConnectionReset);
        scene.AssertIdle();
    }

    /// <summary>A client's FIN, or END_STREAM, behind its whole request: it may still want its answer in HTTP/2; in HTTP/1 it is gone.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stream_that_is_half_closed_is_answered(bool upstream2)
    {
        using var scene = new PairScene(true, upstream2);
        var client = scene.Asks("POST /", hasBody: true);
        var upstream = scene.Accepts();
        client.Sends("abc");
        client.Ends();
        scene.Passes(TimeSpan.FromMinutes(10));
        Answer(upstream);
        Assert.Equal((200, true), (client.Status, client.IsWhole));
        scene.AssertIdle();
    }

    /// <summary>While its upstream is being connected.</summary>
    [Theory]
    [MemberData(nameof(PairScene.Pairs), MemberType = typeof(PairScene))]
    public void A_client_that_goes_away_while_it_waits_for_a_connection(bool client2, bool upstream2)
    {
        foreach (var way in Enum.GetValues<Way>())
        {
            foreach (var hasBody in (bool[])[false, true])
            {
                using var scene = new PairScene(client2, upstream2);
                scene.Network.SetConnectFailure(scene.Scene.Upstream.Address, TransportError.TimedOut);
                var client = scene.Asks("POST /", hasBody);
                scene.Passes(TimeSpan.FromSeconds(1));
                Cut(client, way);
                scene.AssertIdle();
                var slot = Assert.Single(scene.Endpoints).Slot(0);
                Assert.Equal((1, 1), (slot.Connections, slot.ConnectionsEnded));
            }
        }
    }

    /// <summary>A reset is one even where all that was sent before it still waits to be read.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Content_before_a_reset_never_looks_whole(bool client2)
    {
        using var scene = new PairScene(client2, true);
        var client = scene.Asks("GET /");
        var upstream = (Http2Side)scene.Accepts();
        upstream.Peer.SaysRaw(
            Frames.Headers(1, Frames.Fields((":status", "200"))), Frames.Data(1, new byte[100]), Frames.Reset(1, Http2ErrorCode.InternalError));
        Assert.False(client.IsWhole);
        Assert.Equal(client2 ? "InternalError" : "reset", client.Reset);
        upstream.Peer.Closes();
        scene.AssertIdle();
    }

    /// <summary>The head and the reset in one read: an answer that has begun, or none.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_client_that_resets_with_its_request_costs_nothing(bool upstream2)
    {
        using var scene = new PairScene(true, upstream2);
        var client = scene.Connects();
        client.SaysRaw(Frames.Headers(1, Frames.Request("POST")), Frames.Data(1, [1]), Frames.Reset(1));
        client.SaysRaw(Frames.Headers(3, Frames.Request(), end: true), Frames.Reset(3));
        scene.AssertIdle();
        Assert.Equal(0, scene.Scene.Upstream.Connections);
    }

    [Theory]
    [MemberData(nameof(PairScene.Pairs), MemberType = typeof(PairScene))]
    public void A_route_time_out_ends_both_sides(bool client2, bool upstream2)
    {
        foreach (var stage in Enum.GetValues<Stage>())
        {
            using var scene = new PairScene(client2, upstream2);
            scene.RouteTo([scene.Scene.Upstream], TimeSpan.FromSeconds(5));
            var (client, upstream) = Reach(scene, stage);
            scene.Passes(TimeSpan.FromSeconds(6));
            Assert.Equal(upstream2 ? "Cancel" : "reset", upstream.Reset);
            if (stage < Stage.ResponseHead)
            {
                Assert.Equal(504, client.Status);
            }
            else
            {
                Assert.Equal(client2 ? "InternalError" : "reset", client.Reset);
            }

            scene.AssertIdle();
        }
    }

    static (Side Client, Side Upstream) Reach(PairScene scene, Stage stage)
    {
        var isEarly = stage >= Stage.EarlyResponseHead;
        var client = scene.Asks("POST /", hasBody: true);
        var upstream = scene.Accepts();
        if (stage >= Stage.PartOfRequest)
        {
            client.Sends("abc");
        }

        if (stage >= Stage.WholeRequest && !isEarly)
        {
            client.Ends();
        }

        if (stage == Stage.Interim)
        {
            upstream.AnswersInterim(103, "link: a");
        }

        if (stage >= Stage.ResponseHead)
        {
            upstream.Answers(200, -1);
        }

        if (stage is Stage.PartOfResponse or Stage.EarlyPartOfResponse)
        {
            upstream.Sends("def");
        }

        return (client, upstream);
    }

    static void Cut(Side side, Way way)
    {
        if (way == Way.Reset || side is Http1Side && way != Way.ConnectionClosed)
        {
            side.Resets();
        }
        else if (side is Http1Side http1)
        {
            http1.Peer.Closes();
        }
        else if (side is Http2Side { Peer: var peer })
        {
            switch (way)
            {
                case Way.ConnectionReset:
                    peer.ResetsConnection();
                    break;
                case Way.ConnectionClosed:
                    peer.Closes();
                    break;
                default:
                    peer.Quits(Http2ErrorCode.InternalError);
                    break;
            }
        }
    }

    static void Answer(Side upstream)
    {
        upstream.Answers(200, 0);
        if (upstream is Http2Side)
        {
            upstream.Ends();
        }
    }
}
