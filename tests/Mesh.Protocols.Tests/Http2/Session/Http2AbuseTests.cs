using Mesh.Protocols.Http2;
using Mesh.Protocols.Http2.Abuse;
using Mesh.Protocols.Http2.Frames;
using static Mesh.Protocols.Tests.Http2.Session.Wire;

namespace Mesh.Protocols.Tests.Http2.Session;

/// <summary>
/// Every way of abuse, at full speed and without reading what comes back: ends with ENHANCE_YOUR_CALM within its bound, is counted, and holds little
/// memory until then. The same at an honest pace goes on.
/// </summary>
public sealed class Http2AbuseTests
{
    /// <summary>More than any bound.</summary>
    const int Rounds = 5000;

    /// <summary>What one attack may make a session write, without it being read.</summary>
    const int MostOutput = 64 * 1024;

    static readonly Dictionary<Http2Abuse, Func<int, byte[]>> Attacks = new()
    {
        [Http2Abuse.RapidReset] = i => [.. Headers(Id(i), Get, end: true), .. Reset(Id(i))],
        [Http2Abuse.MadeYouReset] = i => [.. Headers(Id(i), Get, end: true), .. WindowUpdate(Id(i), 0)],
        [Http2Abuse.ContinuationFlood] = i => i == 0 ? Headers(1, Get, open: true) : Continuation(1, Fields(("x", "y")), open: true),
        [Http2Abuse.HeaderListBomb] = i => Headers(Id(i), i == 0 ? [.. Get, .. BombSeed] : [.. Get, .. Enumerable.Repeat((byte)(0x80 | 62), 100)], end: true),
        [Http2Abuse.SettingsFlood] = _ => EmptySettings,
        [Http2Abuse.PingFlood] = _ => Ping(),
        [Http2Abuse.PriorityFlood] = i => Priority(Id(i), 99_999),
        [Http2Abuse.WindowUpdateFlood] = _ => WindowUpdate(0, 1),
        [Http2Abuse.EmptyFrames] = i => i == 0 ? Headers(1, Post) : Data(1, ""),
        [Http2Abuse.UnknownFrames] = _ => Frame((Http2FrameType)0xbb, 0, 0, 1, 2, 3),
        [Http2Abuse.PaddingWaste] = i => i == 0 ? Headers(1, Post) : Padded(1, [1], 255),
        [Http2Abuse.ClosedStreamFrames] = i => i == 0 ? [.. Headers(1, Post), .. Reset(1)] : Reset(1),
        [Http2Abuse.RefusedStreams] = i => Headers(Id(i), Get, end: true),
    };

    public static TheoryData<Http2Abuse> Kinds => [.. Attacks.Keys];

    static byte[] BombSeed => [0x40, .. Fields(("bomb", new string('x', 3000)))[1..]];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_attack_ends_within_its_bound(Http2Abuse kind)
    {
        var server = Peers.Server();
        server.Records = false;
        for (var i = 0; i < Rounds && !server.IsEnded; i++)
        {
            server.Feed(Attacks[kind](i));
            if (kind is Http2Abuse.HeaderListBomb or Http2Abuse.RefusedStreams)
            {
                server.Flushed();
            }
        }

        AssertEndedFor(server, kind);
        Assert.True(server.OutputLength < MostOutput);
        Assert.Empty(server.Open);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_at_an_honest_pace_goes_on(Http2Abuse kind)
    {
        if (kind is Http2Abuse.ContinuationFlood)
        {
            Assert.False(Peers.Server().Feed(Headers(1, Get[..3], open: true), Continuation(1, Get[3..])) == Http2SessionStatus.ConnectionEnded);
            return;
        }

        var server = Peers.Server();
        server.Records = false;
        for (var i = 0; i < Rounds / 4 && !server.IsEnded; i++)
        {
            server.NowMilliseconds += 200;
            server.Feed(Attacks[kind](i));
            server.TakeOutput();
        }

        Assert.Equal("", server.EndReason);
        Assert.Equal(0, server.Shared.Counters.Ended(kind));
    }

    [Fact]
    public void Answers_that_are_not_read_are_bounded()
    {
        var server = Peers.Server(limits: Http2Limits.Default with { PingFlood = new(100_000, 0) });
        for (var i = 0; i < Rounds && !server.IsEnded; i++)
        {
            server.Feed(Ping());
        }

        AssertEndedFor(server, Http2Abuse.UnreadAnswers);
    }

    [Fact]
    public void Answers_that_are_read_are_not()
    {
        var server = Peers.Server(limits: Http2Limits.Default with { PingFlood = new(100_000, 0) });
        for (var i = 0; i < Rounds; i++)
        {
            server.Feed(Ping());
            server.TakeOutput();
        }

        Assert.False(server.IsEnded);
    }

    [Fact]
    public void A_dribbling_window_is_bounded()
    {
        var server = Peers.Server();
        server.Feed(Settings((4, 0)), Headers(1, Get, end: true));
        server.Respond(server.Open[1], endStream: false);
        server.SendAll(server.Open[1], new byte[100_000], endStream: true);
        for (var i = 0; i < Rounds && !server.IsEnded; i++)
        {
            server.Feed(WindowUpdate(1, 1));
        }

        AssertEndedFor(server, Http2Abuse.TinyWindow);
    }

    [Fact]
    public void A_stalled_window_is_seen_and_holds_nothing_in_the_session()
    {
        var server = Peers.Server();
        server.Feed(Settings((4, 0)), Headers(1, Get, end: true));
        server.Respond(server.Open[1], endStream: false);
        server.TakeOutput();
        server.NowMilliseconds = 1234;
        server.SendAll(server.Open[1], new byte[100_000], endStream: true);
        Assert.Equal(1234, server.Open[1].StalledAt);
        Assert.Equal(0, server.OutputLength);
    }

    [Fact]
    public void A_block_without_end_is_bounded_in_bytes()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, new byte[16384], open: true));
        for (var i = 0; i < 10 && !server.IsEnded; i++)
        {
            server.Feed(Continuation(1, new byte[16384], open: true));
        }

        AssertEndedFor(server, Http2Abuse.ContinuationFlood);
    }

    [Fact]
    public void A_block_that_is_slow_says_since_when()
    {
        var server = Peers.Server();
        Assert.Equal(-1, server.HeaderBlockOpenSince);
        server.NowMilliseconds = 77;
        server.Feed(Headers(1, Get[..3], open: true));
        server.NowMilliseconds = 99;
        server.Feed(Continuation(1, Get[3..5], open: true));
        Assert.Equal(77, server.HeaderBlockOpenSince);
        server.Feed(Continuation(1, Get[5..]));
        Assert.Equal(-1, server.HeaderBlockOpenSince);
    }

    [Fact]
    public void A_frame_that_is_slow_says_since_when()
    {
        var server = Peers.Server();
        server.NowMilliseconds = 77;
        server.Feed(Headers(1, Get, end: true)[..^1]);
        server.NowMilliseconds = 99;
        server.Feed([]);
        Assert.Equal(77, server.HeaderBlockOpenSince);
        server.Feed(Headers(1, Get, end: true)[^1..]);
        Assert.Equal(-1, server.HeaderBlockOpenSince);
        Assert.Contains("1 end", server.Events);
    }

    [Fact]
    public void Settings_with_too_many_parameters_end_it()
    {
        var server = Peers.Server();
        server.Feed(Settings([.. Enumerable.Repeat((3, 1u), 33)]));
        AssertEndedFor(server, Http2Abuse.SettingsFlood);
    }

    [Fact]
    public void Interim_heads_without_end_cost_the_stream()
    {
        var client = Peers.Client();
        client.Request();
        client.TakeOutput();
        for (var i = 0; i < 33; i++)
        {
            client.Feed(Headers(1, Fields((":status", "103"))));
        }

        Assert.Equal("RST_STREAM 1 EnhanceYourCalm", client.TakeFrames());
    }

    [Fact]
    public void A_reset_after_the_answer_is_no_rapid_reset()
    {
        var server = Peers.Server();
        server.WhenHead = stream => server.Respond(stream, endStream: true);
        for (var i = 0; i < Rounds; i++)
        {
            server.Feed(Headers(Id(i), Post), Reset(Id(i), Http2ErrorCode.NoError));
            server.TakeOutput();
        }

        Assert.False(server.IsEnded);
        Assert.Equal(0, server.Shared.Counters.Seen(Http2Abuse.RapidReset));
    }

    [Fact]
    public void A_client_that_cancels_half_of_its_requests_goes_on()
    {
        var server = Peers.Server();
        server.WhenHead = stream => server.Respond(stream, endStream: stream.Id % 4 == 1);
        for (var i = 0; i < Rounds; i++)
        {
            server.Feed(Headers(Id(i), Get, end: true), Reset(Id(i)));
            server.TakeOutput();
        }

        Assert.False(server.IsEnded);
        Assert.Equal(Rounds / 2, server.Shared.Counters.Seen(Http2Abuse.RapidReset));
    }

    [Fact]
    public void A_servers_resets_are_its_own_affair()
    {
        var client = Peers.Client();
        for (var i = 0; i < Rounds; i++)
        {
            client.Feed(Reset(client.Request().Id, Http2ErrorCode.RefusedStream));
            client.TakeOutput();
        }

        Assert.False(client.IsEnded);
    }

    [Fact]
    public void Round_trips_measured_during_transfer_are_no_flood()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, Post));
        for (var i = 0; i < Rounds; i++)
        {
            server.Feed(Data(1, new byte[100]), Ping());
            server.TakeOutput();
        }

        Assert.False(server.IsEnded);
    }

    [Fact]
    public void Credit_for_what_we_send_is_no_flood()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, Get, end: true));
        server.Respond(server.Open[1], endStream: false);
        for (var i = 0; i < Rounds; i++)
        {
            Assert.Equal(2000, server.SendData(server.Open[1], new byte[2000], endStream: false));
            server.Feed(WindowUpdate(1, 1000), WindowUpdate(0, 1000), WindowUpdate(1, 1000), WindowUpdate(0, 1000));
            server.TakeOutput();
        }

        Assert.False(server.IsEnded);
    }

    [Fact]
    public void Every_kind_has_a_rate_and_a_name()
    {
        var names = Enum.GetValues<Http2Abuse>().Select(Http2AbuseNames.Of).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(Enum.GetValues<Http2Abuse>(), kind => Assert.True(Http2Limits.Default.RateOf(kind).Burst > 0));
        Assert.Equal(names.Count, Attacks.Count + 2); // UnreadAnswers and TinyWindow have tests of their own
    }

    static int Id(int round) => (2 * round) + 1;

    static void AssertEndedFor(TestSession session, Http2Abuse kind)
    {
        Assert.Equal(Http2AbuseNames.Of(kind), session.EndReason);
        Assert.Equal(Http2ErrorCode.EnhanceYourCalm, session.EndCode);
        Assert.Equal(1, session.Shared.Counters.Ended(kind));
        Assert.True(session.Shared.Counters.Seen(kind) > 0);
        Assert.Equal(0, session.ActiveStreams);
    }
}
