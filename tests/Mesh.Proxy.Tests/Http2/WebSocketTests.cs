using Mesh.Protocols.Http2;
using Mesh.Proxy.Tests.Http2.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Http2;

/// <summary>WebSocket in every pair of versions: Upgrade and 101 on one side, extended CONNECT and 200 (RFC 8441) on the other, and the tunnel after them.</summary>
public class WebSocketTests
{
    const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    /// <summary>RFC 6455 section 1.3's own example.</summary>
    const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    [Theory]
    [MemberData(nameof(PairScene.Pairs), MemberType = typeof(PairScene))]
    public void A_tunnel_opens_and_carries_both_ways_and_each_side_ends_alone(bool client2, bool upstream2)
    {
        using var scene = new PairScene(client2, upstream2);
        var (client, upstream) = Open(scene);
        Send(client, "hello");
        Assert.Equal("hello", Heard(upstream));
        Send(upstream, "welcome");
        Assert.Equal("welcome", Heard(client));
        Finish(client);
        Assert.True(HasEnded(upstream));
        Send(upstream, " and bye");
        Assert.Equal("welcome and bye", Heard(client));
        Finish(upstream);
        Assert.True(HasEnded(client));
        Assert.Equal("", client is Http2Side ? client.Reset : "");
        scene.AssertIdle();
    }

    [Theory]
    [MemberData(nameof(PairScene.Pairs), MemberType = typeof(PairScene))]
    public void Large_messages_cross(bool client2, bool upstream2)
    {
        using var scene = new PairScene(client2, upstream2);
        var (client, upstream) = Open(scene);
        var text = new string('a', 700_000);
        Send(client, text);
        Send(upstream, text);
        Assert.Equal((700_000, 700_000), (Heard(upstream).Length, Heard(client).Length));
        Finish(client);
        Finish(upstream);
        scene.AssertIdle();
    }

    [Theory]
    [MemberData(nameof(PairScene.Pairs), MemberType = typeof(PairScene))]
    public void A_reset_of_one_side_is_the_others(bool client2, bool upstream2)
    {
        foreach (var byClient in (bool[])[true, false])
        {
            using var scene = new PairScene(client2, upstream2);
            var (client, upstream) = Open(scene);
            Send(client, "hello");
            (byClient ? client : upstream).Resets();
            Assert.Equal((byClient ? upstream2 : client2) ? "Cancel" : "reset", (byClient ? upstream : client).Reset);
            scene.AssertIdle();
        }
    }

    [Theory]
    [MemberData(nameof(PairScene.Pairs), MemberType = typeof(PairScene))]
    public void Tunnels_stay_up_through_config_changes(bool client2, bool upstream2)
    {
        using var scene = new PairScene(client2, upstream2);
        var (client, upstream) = Open(scene);
        var before = scene.Endpoints.ToArray();
        scene.RouteTo([scene.AddServer()]);
        scene.Worker.Retire(before);
        scene.Network.RunUntilIdle();
        Send(client, "still here");
        Assert.Equal("still here", Heard(upstream));
        Finish(client);
        Finish(upstream);
        scene.AssertIdle();
    }

    [Theory]
    [MemberData(nameof(PairScene.Pairs), MemberType = typeof(PairScene))]
    public void A_declined_upgrade_is_answered_as_the_upstream_has_it(bool client2, bool upstream2)
    {
        using var scene = new PairScene(client2, upstream2, upstreamOptions: Takes(upstream2));
        var client = Ask(scene);
        var upstream = scene.Accepts();
        upstream.Answers(403, 2);
        upstream.Sends("no");
        upstream.Ends();
        Assert.Equal((403, "no", true), (client.Status, client.Body, client.IsWhole));
        scene.AssertIdle();
    }

    /// <summary>To an extended CONNECT 200 would be a tunnel that nobody opened.</summary>
    [Fact]
    public void An_upgrade_that_was_ignored_opens_no_tunnel()
    {
        using var scene = new PairScene(true, false);
        var client = Ask(scene);
        var upstream = scene.Accepts();
        upstream.Answers(200, 2);
        upstream.Sends("ok");
        Assert.Equal((502, true), (client.Status, client.IsWhole));
        scene.AssertIdle();
    }

    [Fact]
    public void An_http1_server_is_asked_in_its_way()
    {
        using var scene = new PairScene(true, false);
        Ask(scene);
        var upstream = scene.Accepts();
        Assert.Equal("GET /chat HTTP/1.1", upstream.StartLine);
        Assert.Equal(("websocket", "Upgrade", "13"), (upstream["upgrade"], upstream["connection"], upstream["sec-websocket-version"]));
        Assert.Equal(24, upstream["sec-websocket-key"]?.Length);
        Assert.Null(upstream["transfer-encoding"]);
    }

    [Fact]
    public void An_http2_server_is_asked_in_its_way()
    {
        using var scene = new PairScene(false, true);
        var client = Ask(scene);
        var upstream = (Http2Side)scene.Accepts();
        Assert.True(upstream.Stream.Head.IsExtendedConnect);
        Assert.Equal("GET /chat HTTP/1.1", upstream.StartLine);
        Assert.Null(upstream["sec-websocket-key"]);
        upstream.Stream.Answers(200, end: false, "sec-websocket-protocol: chat");
        Assert.Equal("HTTP/1.1 101 Switching Protocols", client.StartLine);
        Assert.Equal(("websocket", "Upgrade", Accept), (client["upgrade"], client["connection"], client["sec-websocket-accept"]));
        Assert.Equal("chat", client["sec-websocket-protocol"]);
    }

    /// <summary>Its SETTINGS say so; the same endpoint may still do it in HTTP/1.1.</summary>
    [Fact]
    public void A_server_that_takes_no_extended_connect_is_asked_by_http1()
    {
        using var scene = new PairScene(false, true);
        scene.Scene.Upstream.OnRawConnection = null;
        Ask(scene);
        var http2 = scene.Scene.Upstream.Accepts();
        Assert.Contains("SETTINGS", Frames.Describe(http2.Hears()));
        http2.Says(Frames.Settings());
        var upstream = new Http1Side(scene.Scene.Upstream.Accepts());
        Assert.Equal(("websocket", Key), (upstream["upgrade"], upstream["sec-websocket-key"]));
        Assert.DoesNotContain("HEADERS 1", Frames.Describe(http2.Hears()));

        // It is known now.
        Ask(scene);
        Assert.Equal("websocket", new Http1Side(scene.Scene.Upstream.Accepts())["upgrade"]);
        http2.Closes();
    }

    /// <summary>As an extended CONNECT the method would be lost, and the next hop would decide by another than this one did.</summary>
    [Theory]
    [InlineData("DELETE")]
    [InlineData("POST")]
    public void Only_a_get_is_an_upgrade(string method)
    {
        using var scene = new PairScene(false, true);
        scene.Asks($"{method} /chat", fields: ["Connection: Upgrade", "Upgrade: websocket", $"Sec-WebSocket-Key: {Key}", "Sec-WebSocket-Version: 13"]);
        var upstream = (Http2Side)scene.Accepts();
        Assert.Equal((false, $"{method} /chat HTTP/1.1"), (upstream.Stream.Head.IsExtendedConnect, upstream.StartLine));
        upstream.Answers(200, 0);
    }

    /// <summary>They wait for SETTINGS that then leave room for one: the other gets a connection of its own instead of an hour's wait.</summary>
    [Fact]
    public void Tunnels_that_find_the_connection_full_get_another()
    {
        using var scene = new PairScene(false, true);
        scene.Scene.Upstream.OnRawConnection = null;
        Ask(scene);
        Ask(scene);
        var settings = Frames.Settings((3, 1), (8, 1));
        var first = scene.Scene.Upstream.Accepts().Says(settings);
        Assert.Contains("HEADERS 1", Frames.Describe(first.Hears()));
        var second = scene.Scene.Upstream.Accepts().Says(settings);
        Assert.Contains("HEADERS 1", Frames.Describe(second.Hears()));
        first.Resets();
        second.Resets();
    }

    [Fact]
    public void A_connection_that_ends_before_its_settings_leaves_nobody_waiting()
    {
        using var scene = new PairScene(false, true);
        scene.Scene.Upstream.OnRawConnection = null;
        var client = Ask(scene);
        for (var i = 0; i < 3; i++)
        {
            scene.Scene.Upstream.Accepts().Resets();
        }

        Assert.Equal(503, client.Status);
        scene.AssertIdle();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Silence_ends_a_tunnel_after_an_hour(bool upstream2)
    {
        using var scene = new PairScene(true, upstream2);
        var (client, upstream) = Open(scene);
        scene.Passes(TimeSpan.FromMinutes(50));
        Send(client, "a");
        scene.Passes(TimeSpan.FromMinutes(50));
        Assert.Equal("", upstream.Reset);
        scene.Passes(TimeSpan.FromMinutes(121));
        Assert.Equal(upstream2 ? "Cancel" : "reset", upstream.Reset);
        Assert.Equal("Cancel", client.Reset);
        scene.AssertIdle();
    }

    /// <summary>Sides that send, hold, end and leave in random order: what was heard is what was said, and nothing stays behind.</summary>
    [Theory]
    [MemberData(nameof(PairScene.Pairs), MemberType = typeof(PairScene))]
    public void Tunnels_in_disorder_carry_what_was_said(bool client2, bool upstream2)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            using var scene = new PairScene(client2, upstream2, segmentSize: random.Next(2) == 0 ? random.Next(1, 3000) : int.MaxValue);
            var (client, upstream) = Open(scene);
            string[] said = ["", ""];
            bool[] finished = [false, false];
            var isReset = false;
            for (var step = 0; step < 60 && !isReset; step++)
            {
                var from = random.Next(2);
                var side = from == 0 ? client : upstream;
                switch (random.Next(12))
                {
                    case < 8 when !finished[from]:
                        var text = new string((char)('a' + random.Next(26)), random.Next(3) == 0 ? random.Next(150_000) : random.Next(100));
                        said[from] += text;
                        Send(side, text);
                        break;
                    case 8 when random.Next(8) == 0 && !finished[from]:
                        finished[from] = true;
                        Finish(side);
                        break;
                    case 9 when random.Next(20) == 0 && !(finished[0] && finished[1]):
                        isReset = true;
                        side.Resets();
                        break;
                    default:
                        Hold(side, random.Next(3) == 0);
                        break;
                }
            }

            Hold(client, false);
            Hold(upstream, false);
            if (isReset)
            {
                Assert.StartsWith(Heard(client), said[1], StringComparison.Ordinal);
                Assert.StartsWith(Heard(upstream), said[0], StringComparison.Ordinal);
            }
            else
            {
                Assert.True(Heard(upstream) == said[0] && Heard(client) == said[1], $"seed {seed}");
                client.Resets();
            }

            scene.AssertIdle();
        }
    }

    static void Hold(Side side, bool holds)
    {
        if (side is Http1Side http1)
        {
            http1.Peer.IsDeaf = holds;
            return;
        }

        var stream = ((Http2Side)side).Stream;
        stream.HoldsContent = holds;
        while (!holds && stream.Unconsumed > 0)
        {
            stream.Takes(stream.Unconsumed);
        }
    }

    static Http2Options? Takes(bool upstream2) => upstream2 ? Http2Options.Default : null;

    static Side Ask(PairScene scene)
    {
        string[] fields = ["sec-websocket-version: 13", "sec-websocket-protocol: chat"];
        return scene.ClientIsHttp2
            ? PairScene.AsksOn(scene.Connects(), "CONNECT /chat", hasBody: true, length: -1, [":protocol: websocket", .. fields])
            : scene.Asks("GET /chat", fields: ["Connection: Upgrade", "Upgrade: websocket", $"Sec-WebSocket-Key: {Key}", .. fields]);
    }

    static (Side Client, Side Upstream) Open(PairScene scene)
    {
        var client = Ask(scene);
        var upstream = scene.Accepts();
        if (upstream is Http1Side http1)
        {
            http1.Peer.Says($"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {Accept}\r\n\r\n");
        }
        else
        {
            upstream.Answers(200, -1);
        }

        Assert.Equal(client is Http2Side ? 200 : 101, client.Status);
        Assert.Equal(client is Http2Side ? null : Accept, client["sec-websocket-accept"]);
        return (client, upstream);
    }

    static void Send(Side side, string text)
    {
        if (side is Http1Side http1)
        {
            http1.Peer.Says(text);
        }
        else
        {
            side.Sends(text);
        }
    }

    static string Heard(Side side) => side is Http1Side http1 ? http1.Head.Length > 0 ? http1.Body + http1.Rest : "" : side.Body;

    static void Finish(Side side)
    {
        if (side is Http1Side http1)
        {
            http1.Peer.Finishes();
        }
        else
        {
            side.Ends();
        }
    }

    static bool HasEnded(Side side) => side is Http1Side http1 ? http1.Peer.End == ConnectionEnd.Fin : side.IsWhole;
}
