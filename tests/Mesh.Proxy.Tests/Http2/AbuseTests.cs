using Mesh.Protocols.Http2.Abuse;
using Mesh.Proxy.Tests.Harness;
using Mesh.Proxy.Tests.Http2.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Http2;

/// <summary>Each way of abuse, through the proxy: ends with GOAWAY(ENHANCE_YOUR_CALM), is counted, and leaves nothing behind; an honest neighbour is served.</summary>
public class AbuseTests
{
    const int Rounds = 5000;

    static readonly Dictionary<Http2Abuse, Func<int, byte[]>> Attacks = new()
    {
        [Http2Abuse.RapidReset] = i => [.. Frames.Headers(Id(i), Frames.Request(), end: true), .. Frames.Reset(Id(i))],
        [Http2Abuse.MadeYouReset] = i => [.. Frames.Headers(Id(i), Frames.Request(), end: true), .. Frames.WindowUpdate(Id(i), 0)],
        [Http2Abuse.ContinuationFlood] = i => i == 0 ? Frames.Headers(1, Frames.Request(), open: true) : Frames.Continuation(1, Frames.Fields(("x", "y")), open: true),
        [Http2Abuse.HeaderListBomb] = i => Frames.Headers(
            Id(i), i == 0 ? [.. Frames.Request(), 0x40, .. Frames.Fields(("bomb", new string('x', 3000)))[1..]] : [.. Frames.Request(), .. Enumerable.Repeat((byte)(0x80 | 62), 100)], end: true),
        [Http2Abuse.SettingsFlood] = _ => Frames.Settings(),
        [Http2Abuse.PingFlood] = _ => Frames.Ping(),
        [Http2Abuse.PriorityFlood] = i => Frames.Priority(Id(i), 99_999),
        [Http2Abuse.WindowUpdateFlood] = _ => Frames.WindowUpdate(0, 1),
        [Http2Abuse.EmptyFrames] = i => i == 0 ? Frames.Headers(1, Frames.Request("POST")) : Frames.Data(1, []),
        [Http2Abuse.UnknownFrames] = _ => Frames.Frame(0xbb, 0, 0, 1, 2, 3),
        [Http2Abuse.PaddingWaste] = i => i == 0 ? Frames.Headers(1, Frames.Request("POST")) : Frames.Padded(1, [1], 255),
        [Http2Abuse.ClosedStreamFrames] = i => i == 0 ? [.. Frames.Headers(1, Frames.Request("POST")), .. Frames.Reset(1)] : Frames.Reset(1),
        [Http2Abuse.RefusedStreams] = i => Frames.Headers(Id(i), Frames.Request(), end: true),
    };

    public static TheoryData<Http2Abuse> Kinds => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_attack_ends_its_connection_and_is_counted(Http2Abuse kind)
    {
        foreach (var perTurn in (int[])[1, 100])
        {
            using var scene = new PairScene(true, true);
            var attacker = Begin(scene);
            for (var i = 0; i < Rounds && attacker.End == ConnectionEnd.Open; i += perTurn)
            {
                attacker.Says([.. Enumerable.Range(i, perTurn).SelectMany(Attacks[kind])]);
            }

            Assert.Contains(Frames.Describe(attacker.Hears()), frame => frame.StartsWith("GOAWAY", StringComparison.Ordinal) && frame.EndsWith("EnhanceYourCalm", StringComparison.Ordinal));
            AssertEnded(scene, attacker, kind);
        }
    }

    [Fact]
    public void A_dribbling_window_ends_its_connection_and_is_counted()
    {
        using var scene = new PairScene(true, true);
        var attacker = Begin(scene);
        attacker.Says([.. Frames.Settings((4, 0)), .. Frames.Headers(1, Frames.Request(), end: true)]);
        var upstream = scene.Accepts();
        upstream.Answers(200, -1);
        upstream.Sends(new string('a', 60_000));
        for (var i = 0; i < Rounds && attacker.End == ConnectionEnd.Open; i++)
        {
            attacker.Says(Frames.WindowUpdate(1, 1));
        }

        Assert.Equal("Cancel", upstream.Reset);
        AssertEnded(scene, attacker, Http2Abuse.TinyWindow);
    }

    [Fact]
    public void Answers_that_are_not_read_end_the_connection()
    {
        using var scene = new PairScene(true, true);
        scene.Network.SocketBufferSize = 256;
        var attacker = Begin(scene);
        attacker.IsDeaf = true;
        for (var i = 0; i < Rounds; i++)
        {
            attacker.Says([.. Frames.Headers(Id(i), Frames.Request(), end: true), .. Frames.WindowUpdate(Id(i), 0), .. Frames.Ping()]);
        }

        attacker.IsDeaf = false;
        scene.Passes(TimeSpan.FromMinutes(1));
        Assert.NotEqual(ConnectionEnd.Open, attacker.End);
        scene.AssertIdle();
    }

    /// <summary>Slow headers: a block that is never whole, and a frame that trickles in.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Slow_headers_end_the_connection(bool inFrames)
    {
        using var scene = new PairScene(true, true);
        var attacker = Begin(scene);
        var trickle = inFrames ? Frames.Headers(1, Frames.Request(), open: true) : [];
        byte[] rest = inFrames ? Frames.Continuation(1, Frames.Fields(("x", new string('y', 1000)))) : Frames.Headers(1, [.. Frames.Request(), .. Frames.Fields(("x", new string('y', 1000)))], end: true);
        attacker.Says(trickle);
        foreach (var value in rest[..70])
        {
            attacker.Says([value]);
            if (attacker.End != ConnectionEnd.Open)
            {
                break;
            }

            scene.Passes(TimeSpan.FromSeconds(1));
        }

        Assert.Contains("GOAWAY 0 EnhanceYourCalm", Frames.Describe(attacker.Hears()));
        Assert.NotEqual(ConnectionEnd.Open, attacker.End);
        scene.AssertIdle();
    }

    /// <summary>A slow body is no attack as long as it comes.</summary>
    [Fact]
    public void A_slow_body_goes_on()
    {
        using var scene = new PairScene(true, true);
        var attacker = Begin(scene);
        attacker.Says(Frames.Headers(1, Frames.Request("POST")));
        foreach (var value in Frames.Data(1, new byte[300]))
        {
            attacker.Says([value]);
            scene.Passes(TimeSpan.FromSeconds(value == 0 ? 5 : 1));
        }

        Assert.Equal(ConnectionEnd.Open, attacker.End);
        Assert.Equal(300, scene.Accepts().Body.Length);
    }

    [Fact]
    public void No_settings_at_all_end_the_connection()
    {
        using var scene = new PairScene(true, true);
        var silent = scene.Scene.Client().Says([.. Frames.Preface, .. Frames.Settings()]);
        scene.Passes(TimeSpan.FromSeconds(11));
        Assert.Contains("GOAWAY 0 SettingsTimeout", Frames.Describe(silent.Hears()));
    }

    [Fact]
    public void Streams_beyond_the_limit_are_refused_and_the_rest_is_served()
    {
        using var scene = new PairScene(true, true);
        var client = Begin(scene);
        client.Says([.. Enumerable.Range(0, 105).SelectMany(i => Frames.Headers(Id(i), Frames.Request(), end: true))]);
        Assert.Equal(5, Frames.Describe(client.Hears()).Count(frame => frame.EndsWith("RefusedStream", StringComparison.Ordinal)));
        Assert.Equal(100, scene.Upstreams.Sum(upstream => upstream.ActiveStreams));
    }

    static ScriptedPeer Begin(PairScene scene)
    {
        var peer = scene.Scene.Client().Says([.. Frames.Preface, .. Frames.Settings(), .. Frames.SettingsAck]);
        peer.Hears();
        return peer;
    }

    static void AssertEnded(PairScene scene, ScriptedPeer attacker, Http2Abuse kind)
    {
        var counters = scene.Worker.Telemetry.Counters.Http2!;
        Assert.Equal(1, counters.Ended(kind));
        Assert.True(counters.Seen(kind) > 0);
        scene.Passes(TimeSpan.FromMinutes(1));
        Assert.NotEqual(ConnectionEnd.Open, attacker.End);
        Assert.Equal(0, scene.Worker.Connections.Count);
        scene.AssertIdle();
        var client = scene.Asks("GET /");
        Side upstream;
        do
        {
            // The attack may have left requests with the upstream that it has seen reset.
            upstream = scene.Accepts();
        }
        while (upstream.Reset.Length > 0);

        ((Http2Side)upstream).Stream.Answers(200, end: true);
        Assert.Equal(200, client.Status);
    }

    static int Id(int round) => (2 * round) + 1;
}
