using CsCheck;
using Mesh.Protocols.Http2;
using Mesh.Protocols.Http2.Frames;
using static Mesh.Protocols.Tests.Http2.Session.Wire;

namespace Mesh.Protocols.Tests.Http2.Session;

public sealed class Http2PropertyTests
{
    const int Rounds = 2000;

    static readonly Gen<int> Id = Pick.From(1, 1, 1, 3, 3, 5, 7, 0, 2);

    static readonly Gen<byte[]> Content = Gen.Byte.Array[0, 30];

    static readonly Gen<byte[]> Block = Pick.From(
        Get, Post, PostOf(10), Ok, Fields((":status", "103")), Fields(("x", "y")), [], Get[..7], [0x80], [0x82, 0x84, 0x86], [0x3f, 0xe1, 0x1f], [0x40, 1, 120, 1, 121, 0xbe]);

    /// <summary>Frames that make sense somewhere, so that random exchanges get far.</summary>
    static readonly Gen<byte[]> Sensible = Gen.OneOf(
        Gen.Select(Id, Block, Gen.Bool, Gen.Int[0, 4], (id, block, end, open) => Headers(id, block, end, open == 0)),
        Gen.Select(Id, Pick.From(Get, Post, Ok), Gen.Bool, (id, block, end) => Headers(id, block, end)),
        Gen.Select(Id, Block, Gen.Bool, (id, block, open) => Continuation(id, block, open)),
        Gen.Select(Id, Content, Gen.Bool, (id, content, end) => Data(id, content, end)),
        Gen.Select(Id, Content, Gen.Int[0, 20], (id, content, padding) => Padded(id, content, padding)),
        Gen.Select(Id, Gen.UInt[0, 14], (id, code) => Reset(id, (Http2ErrorCode)code)),
        Gen.Select(Id, Pick.From(0u, 1u, 1000u, 0x7fffffffu), (id, by) => WindowUpdate(id, by)),
        Gen.Select(Gen.Int[1, 9], Pick.From(0u, 1u, 100u, 16384u, 0x7fffffffu, 0x80000000u), (id, value) => Settings((id, value))),
        Gen.Select(Gen.Bool, Pick.From(1ul, 0x7274743f00000000ul, 0x6279653f00000000ul), (ack, opaque) => Ping(ack, opaque)),
        Gen.Select(Id, id => GoAway(id)),
        Gen.Select(Id, Id, (id, on) => Priority(id, on)));

    static readonly Gen<byte[]> Senseless = Gen.Select(
        Gen.Byte[0, 12], Gen.Byte, Id, Content, (type, flags, id, content) => Frame((Http2FrameType)type, (Http2FrameFlags)flags, id, content));

    static readonly Gen<byte[]> Noise = Gen.Byte.Array[1, 30];

    static readonly Gen<byte[][]> Frames = Gen.Frequency((20, Sensible), (2, Senseless), (1, Noise)).Array[1, 25];

    static readonly Gen<Http2Role> Role = Pick.From(Http2Role.Server, Http2Role.Client);

    [Fact]
    public void Any_split_of_any_bytes_gives_the_same_events() =>
        Gen.Select(Role, Frames, Gen.Int[1, 40], Gen.Int[1, 40]).Sample(
            (role, frames, size, other) =>
            {
                var whole = Run(role, s => s.Feed(frames));
                var bytes = frames.SelectMany(f => f).ToArray();
                Assert.Equal(whole, Run(role, s => s.FeedSegments(bytes, size)));
                Assert.Equal(whole, Run(role, s => s.FeedPieces(bytes, other)));
                Assert.Equal(whole, Run(role, s => s.FeedPieces(bytes, 1)));
            },
            iter: Rounds);

    [Fact]
    public void Any_frames_leave_a_state_that_the_RFC_names() => Gen.Select(Role, Frames, Gen.Int[0, 1_000_000]).Sample(
        (role, frames, seed) => Exercise(role, frames, seed, Http2FrameHeader.DefaultMaxLength), iter: Rounds * 2);

    /// <summary>Of whole frames not a byte of credit is lost, whoever resets what.</summary>
    [Fact]
    public void Whole_frames_keep_all_credit() => Gen.Select(Role, Sensible.Array[1, 25], Gen.Int[0, 1_000_000]).Sample(
        (role, frames, seed) => Exercise(role, frames, seed, mostUnderWay: 0), iter: Rounds * 2);

    /// <summary>Whatever comes, and whatever the owner does in its hooks: named states, one OnClosed for each stream, a last word.</summary>
    static void Exercise(Http2Role role, byte[][] frames, int seed, int mostUnderWay)
    {
        var session = Make(role);
        var random = new Random(seed);
        session.Consumes = random.Next(2) == 0;
        session.WhenHead = session.WhenData = session.WhenEnd = session.WhenWindow = s => Act(session, s, random);
        foreach (var frame in frames)
        {
            session.Feed(frame);
            session.Pump();
            AssertSound(session, mostUnderWay);
        }

        AssertLastWord(session);
        session.Shutdown(Http2ErrorCode.NoError, "");
        ConsumeAll(session);
        Assert.Empty(session.Open);
    }

    static TestSession Make(Http2Role role)
    {
        var session = role == Http2Role.Server ? Peers.Server() : Peers.Client();
        if (role == Http2Role.Client)
        {
            session.Request();
            session.Request(endStream: false, method: "POST");
            session.Request(endStream: false, method: "HEAD");
        }

        return session;
    }

    /// <summary>Something an owner may do.</summary>
    static void Act(TestSession session, TestStream stream, Random random)
    {
        var target = random.Next(3) == 0 ? session.Open.Values.ElementAt(random.Next(session.Open.Count)) : stream;
        switch (random.Next(10))
        {
            case 0:
                session.Reset(target, Http2ErrorCode.Cancel);
                break;
            case 1 or 2 when session.Role == Http2Role.Server:
                session.Respond(target, endStream: random.Next(2) == 0);
                break;
            case 3 or 4:
                session.SendAll(target, new byte[random.Next(100_000)], endStream: random.Next(2) == 0);
                break;
            case 5:
                session.Consumed(target, random.Next(target.Unconsumed + 1));
                break;
            case 6 when random.Next(10) == 0:
                session.Drain();
                break;
            case 7 when random.Next(30) == 0:
                session.Shutdown(Http2ErrorCode.InternalError, "why not");
                break;
            case 8 when session.CanOpenStream && session.Role == Http2Role.Client:
                session.Request(endStream: random.Next(2) == 0);
                break;
            default:
                break;
        }
    }

    static void AssertSound(TestSession session, int mostUnderWay)
    {
        foreach (var stream in session.Open.Values)
        {
            Assert.True(Enum.IsDefined(stream.State));
            Assert.NotEqual(Http2StreamState.Idle, stream.State);
            Assert.True(stream.Unconsumed >= 0 && stream.Unconsumed <= stream.ReceiveCredit.Size);
            Assert.Equal(stream.State != Http2StreamState.Closed, ReferenceEquals(session.Streams.Find(stream.Id), stream));
        }

        var lingering = session.Open.Values.Count(s => s.State == Http2StreamState.Closed);
        Assert.Equal(session.Streams.Lingering, lingering);
        Assert.Equal(session.ActiveStreams, session.Open.Count - lingering);
        AssertConserved(session, mostUnderWay);
    }

    /// <summary>Available + pending + what the owner still holds is the window; in the midst of a frame its rest is charged already.</summary>
    static void AssertConserved(TestSession session, int mostUnderWay)
    {
        var held = session.Open.Values.Sum(s => s.Unconsumed);
        var sum = session.Credits.ConnectionAvailable + session.Credits.ConnectionPending + held;
        Assert.InRange(sum, session.IsEnded ? 0 : session.Options.ConnectionWindow - mostUnderWay, session.Options.ConnectionWindow);
    }

    /// <summary>GOAWAY if it ended, and nothing behind.</summary>
    static void AssertLastWord(TestSession session)
    {
        var last = FrameText.Of(session.TakeOutput()).Split('\n')[^1];
        Assert.True(!session.IsEnded || last.StartsWith("GOAWAY", StringComparison.Ordinal));
        Assert.True(!session.IsEnded || (session.ActiveStreams == 0 && session.EndReason.Length > 0));
    }

    static void ConsumeAll(TestSession session)
    {
        foreach (var stream in session.Open.Values.ToList())
        {
            session.Consumed(stream, stream.Unconsumed);
        }

        session.Pump();
    }

    /// <summary>What does not depend on when credit is given.</summary>
    static string Run(Http2Role role, Action<TestSession> feed)
    {
        var session = Make(role);
        session.WhenHead = s => ActByIdentifier(session, s);
        feed(session);
        var frames = session.TakeFrames().Split('\n').Where(f => !f.StartsWith("WINDOW_UPDATE", StringComparison.Ordinal));
        var credit = session.IsEnded ? 0 : session.Credits.ConnectionAvailable + session.Credits.ConnectionPending;
        return string.Join('\n', [.. session.Events, .. frames, session.EndReason, $"{credit}"]);
    }

    static void ActByIdentifier(TestSession session, TestStream stream)
    {
        switch (stream.Id)
        {
            case 1 when session.Role == Http2Role.Server:
                session.Respond(stream, endStream: false);
                session.SendAll(stream, new byte[200], endStream: true);
                break;
            case 3:
                session.Reset(stream, Http2ErrorCode.Cancel);
                break;
            default:
                break;
        }
    }
}
