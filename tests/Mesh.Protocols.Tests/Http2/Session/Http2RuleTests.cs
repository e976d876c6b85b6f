using Mesh.Protocols.Http2;
using Mesh.Protocols.Http2.Frames;
using static Mesh.Protocols.Tests.Http2.Session.Wire;

namespace Mesh.Protocols.Tests.Http2.Session;

/// <summary>
/// Frame by frame what RFC 9113 demands, by its sections: the error's code, and whether the stream pays or the connection. The cases are those that
/// conformance suites for HTTP/2 ask for, and more.
/// </summary>
public sealed class Http2RuleTests
{
    const string Connection = "GOAWAY";
    const string Stream1 = "RST_STREAM 1";

    static readonly byte[] Open1 = Headers(1, Post);
    static readonly byte[] Ended1 = Headers(1, Get, end: true);

    /// <summary>Name, frames after the handshake, what the server's last frame says; empty if it says nothing wrong.</summary>
    static readonly (string Name, byte[] Frames, string Answer)[] ServerCases =
    [
        ("3.4 a second preface is no frame", ClientPreface, $"{Connection} 0 FrameSizeError"),
        ("4.1 unknown types are ignored", Frame((Http2FrameType)0xaa, 0, 0, 1, 2, 3), ""),
        ("4.1 undefined flags are ignored", Frame(Http2FrameType.Ping, (Http2FrameFlags)0xfe, 0, new byte[8]), ""),
        ("4.1 the reserved bit is ignored", Frame(Http2FrameType.Ping, 0, int.MinValue, new byte[8]), ""),
        ("4.2 a frame of 16,384 bytes", [.. Open1, .. Data(1, new byte[16384])], ""),
        ("4.2 DATA beyond the frame size", [.. Open1, .. Data(1, new byte[16385])], $"{Connection} 1 FrameSizeError"),
        ("4.2 HEADERS beyond the frame size", Headers(1, new byte[16385]), $"{Connection} 0 FrameSizeError"),
        ("4.3 a block that is no HPACK", Headers(1, [0x80]), $"{Connection} 1 CompressionError"),
        ("4.3 another stream's HEADERS within a block", [.. Headers(1, Get, open: true), .. Headers(3, Get)], $"{Connection} 0 ProtocolError"),
        ("4.3 PRIORITY within a block", [.. Headers(1, Get, open: true), .. Priority(1)], $"{Connection} 0 ProtocolError"),
        ("4.3 an unknown frame within a block", [.. Headers(1, Get, open: true), .. Frame((Http2FrameType)0xaa, 0, 1)], $"{Connection} 0 ProtocolError"),
        ("5.1 idle: DATA", Data(1, "x"), $"{Connection} 0 ProtocolError"),
        ("5.1 idle: RST_STREAM", Reset(1), $"{Connection} 0 ProtocolError"),
        ("5.1 idle: WINDOW_UPDATE", WindowUpdate(1, 1), $"{Connection} 0 ProtocolError"),
        ("5.1 idle: CONTINUATION", Continuation(1, Get), $"{Connection} 0 ProtocolError"),
        ("5.1 idle: PRIORITY is ignored", Priority(1), ""),
        ("5.1 half-closed (remote): DATA", [.. Ended1, .. Data(1, "x")], $"{Stream1} StreamClosed"),
        ("5.1 half-closed (remote): HEADERS", [.. Ended1, .. Headers(1, Get, end: true)], $"{Stream1} StreamClosed"),
        ("5.1 half-closed (remote): CONTINUATION", [.. Ended1, .. Continuation(1, Get)], $"{Connection} 1 ProtocolError"),
        ("5.1 half-closed (remote): WINDOW_UPDATE, PRIORITY are fine", [.. Ended1, .. WindowUpdate(1, 1), .. Priority(1)], ""),
        ("5.1 closed by the peer's reset: DATA", [.. Open1, .. Reset(1), .. Data(1, "x")], $"{Connection} 1 StreamClosed"),
        ("5.1 closed by the peer's reset: HEADERS", [.. Open1, .. Reset(1), .. Headers(1, Get)], $"{Connection} 1 StreamClosed"),
        ("5.1 closed by the peer's reset: CONTINUATION", [.. Open1, .. Reset(1), .. Continuation(1, Get)], $"{Connection} 1 ProtocolError"),
        ("5.1 closed: RST_STREAM, WINDOW_UPDATE, PRIORITY are ignored", [.. Open1, .. Reset(1), .. Reset(1), .. WindowUpdate(1, 0), .. Priority(1)], ""),
        ("5.1.1 an even identifier", Headers(2, Get), $"{Connection} 0 ProtocolError"),
        ("5.1.1 an identifier below one used", [.. Headers(5, Get, end: true), .. Headers(3, Get)], $"{Connection} 5 ProtocolError"),
        ("5.1.1 an identifier used before", [.. Open1, .. Reset(1), .. Headers(3, Get, end: true), .. Headers(1, Get)], $"{Connection} 3 StreamClosed"),
        ("5.3.1 HEADERS that depend on themselves", SelfDependent(), $"{Stream1} ProtocolError"),
        ("5.3.1 PRIORITY on itself, idle", Priority(1, 1), $"{Connection} 0 ProtocolError"),
        ("5.3.1 PRIORITY on itself, open", [.. Open1, .. Priority(1, 1)], $"{Stream1} ProtocolError"),
        ("6.1 DATA on stream 0", Data(0, "x"), $"{Connection} 0 ProtocolError"),
        ("6.1 padding as long as the payload", [.. Open1, .. Frame(Http2FrameType.Data, Http2FrameFlags.Padded, 1, 1)], $"{Connection} 1 ProtocolError"),
        ("6.1 padded without a pad length", [.. Open1, .. Frame(Http2FrameType.Data, Http2FrameFlags.Padded, 1)], $"{Connection} 1 FrameSizeError"),
        ("6.1 padding that leaves nothing", [.. Open1, .. Padded(1, [], 5, end: true)], ""),
        ("6.2 HEADERS on stream 0", Headers(0, Get), $"{Connection} 0 ProtocolError"),
        ("6.2 HEADERS with too much padding", Frame(Http2FrameType.Headers, Http2FrameFlags.Padded | Http2FrameFlags.EndHeaders, 1, [99, .. Get]), $"{Connection} 0 ProtocolError"),
        ("6.2 HEADERS too short for its priority", Frame(Http2FrameType.Headers, Http2FrameFlags.Priority | Http2FrameFlags.EndHeaders, 1, 0, 0), $"{Connection} 0 FrameSizeError"),
        ("6.3 PRIORITY on stream 0", Priority(0, 1), $"{Connection} 0 ProtocolError"),
        ("6.3 PRIORITY of the wrong length", [.. Open1, .. Frame(Http2FrameType.Priority, 0, 1, 1)], $"{Stream1} FrameSizeError"),
        ("6.4 RST_STREAM on stream 0", Reset(0), $"{Connection} 0 ProtocolError"),
        ("6.4 RST_STREAM of the wrong length", [.. Open1, .. Frame(Http2FrameType.RstStream, 0, 1, 1, 2, 3)], $"{Connection} 1 FrameSizeError"),
        ("6.5 SETTINGS ack with content", Frame(Http2FrameType.Settings, Http2FrameFlags.Ack, 0, 1), $"{Connection} 0 FrameSizeError"),
        ("6.5 SETTINGS on a stream", Frame(Http2FrameType.Settings, 0, 1), $"{Connection} 0 ProtocolError"),
        ("6.5 SETTINGS not a multiple of six", Frame(Http2FrameType.Settings, 0, 0, 1, 2, 3), $"{Connection} 0 FrameSizeError"),
        ("6.5.2 ENABLE_PUSH of 2", Settings((2, 2)), $"{Connection} 0 ProtocolError"),
        ("6.5.2 INITIAL_WINDOW_SIZE of 2^31", Settings((4, 1u << 31)), $"{Connection} 0 FlowControlError"),
        ("6.5.2 MAX_FRAME_SIZE of 16,383", Settings((5, 16383)), $"{Connection} 0 ProtocolError"),
        ("6.5.2 MAX_FRAME_SIZE of 2^24", Settings((5, 1 << 24)), $"{Connection} 0 ProtocolError"),
        ("6.5.2 an unknown parameter", Settings((0x99, 7)), "SETTINGS ack"),
        ("6.5.3 SETTINGS are acknowledged", Settings((3, 7), (4, 1)), "SETTINGS ack"),
        ("8441.3 ENABLE_CONNECT_PROTOCOL of 2", Settings((8, 2)), $"{Connection} 0 ProtocolError"),
        ("8441.3 ENABLE_CONNECT_PROTOCOL taken back", Settings((8, 1), (8, 0)), $"{Connection} 0 ProtocolError"),
        ("6.6 PUSH_PROMISE from a client", [.. Open1, .. Frame(Http2FrameType.PushPromise, Http2FrameFlags.EndHeaders, 1, 0, 0, 0, 2)], $"{Connection} 1 ProtocolError"),
        ("6.7 PING is answered", Ping(opaque: 0xabc), "PING ack abc"),
        ("6.7 PING ack is not", Ping(ack: true), ""),
        ("6.7 PING on a stream", Frame(Http2FrameType.Ping, 0, 1, new byte[8]), $"{Connection} 0 ProtocolError"),
        ("6.7 PING of the wrong length", Frame(Http2FrameType.Ping, 0, 0, new byte[7]), $"{Connection} 0 FrameSizeError"),
        ("6.8 GOAWAY on a stream", Frame(Http2FrameType.GoAway, 0, 1, new byte[8]), $"{Connection} 0 ProtocolError"),
        ("6.8 GOAWAY too short", Frame(Http2FrameType.GoAway, 0, 0, new byte[7]), $"{Connection} 0 FrameSizeError"),
        ("6.8 GOAWAY that takes streams back in", [.. GoAway(0), .. GoAway(2)], $"{Connection} 0 ProtocolError"),
        ("6.8 PING after GOAWAY is answered", [.. GoAway(0), .. Ping()], "PING ack 1"),
        ("6.9 WINDOW_UPDATE of 0 on the connection", WindowUpdate(0, 0), $"{Connection} 0 ProtocolError"),
        ("6.9 WINDOW_UPDATE of 0 on a stream", [.. Open1, .. WindowUpdate(1, 0)], $"{Stream1} ProtocolError"),
        ("6.9 WINDOW_UPDATE of the wrong length", Frame(Http2FrameType.WindowUpdate, 0, 0, 1, 2, 3), $"{Connection} 0 FrameSizeError"),
        ("6.9.1 the connection's window beyond 2^31-1", WindowUpdate(0, int.MaxValue), $"{Connection} 0 FlowControlError"),
        ("6.9.1 a stream's window beyond 2^31-1", [.. Open1, .. WindowUpdate(1, int.MaxValue)], $"{Stream1} FlowControlError"),
        ("6.9.2 INITIAL_WINDOW_SIZE that overflows a stream", [.. Open1, .. WindowUpdate(1, 1), .. Settings((4, int.MaxValue))], $"{Connection} 1 FlowControlError"),
        ("6.10 CONTINUATION on stream 0", [.. Headers(1, Get, open: true), .. Continuation(0, [])], $"{Connection} 0 ProtocolError"),
        ("6.10 CONTINUATION behind a whole block", [.. Open1, .. Continuation(1, Get)], $"{Connection} 1 ProtocolError"),
        ("6.10 CONTINUATION behind DATA", [.. Open1, .. Data(1, "x"), .. Continuation(1, Get)], $"{Connection} 1 ProtocolError"),
        ("6.10 several CONTINUATIONs", [.. Headers(1, Get[..5], open: true, end: true), .. Continuation(1, Get[5..9], open: true), .. Continuation(1, Get[9..])], ""),
        ("8.1 trailers", [.. Open1, .. Data(1, "x"), .. Headers(1, Fields(("x", "y")), end: true)], ""),
        ("8.1 trailers that end nothing", [.. Open1, .. Headers(1, Fields(("x", "y")))], $"{Stream1} ProtocolError"),
        ("8.1 pseudo-fields in trailers", [.. Open1, .. Headers(1, Fields((":path", "/")), end: true)], $"{Stream1} ProtocolError"),
        ("8.1.1 less content than announced", [.. Headers(1, PostOf(2)), .. Data(1, "x", end: true)], $"{Stream1} ProtocolError"),
        ("8.1.1 more content than announced", [.. Headers(1, PostOf(2)), .. Data(1, "xyz")], $"{Stream1} ProtocolError"),
        ("8.1.1 more, over several frames", [.. Headers(1, PostOf(2)), .. Data(1, "xy"), .. Data(1, "z", end: true)], $"{Stream1} ProtocolError"),
        ("8.1.1 content announced, none there", Headers(1, PostOf(2), end: true), $"{Stream1} ProtocolError"),
        ("8.1.1 trailers before all content", [.. Headers(1, PostOf(2)), .. Data(1, "x"), .. Headers(1, Fields(("x", "y")), end: true)], $"{Stream1} ProtocolError"),
        ("8.1.1 exactly what was announced", [.. Headers(1, PostOf(2)), .. Data(1, "x"), .. Padded(1, [1], 3), .. Data(1, "", end: true)], ""),
        ("8.1.1 none announced, none there", Headers(1, PostOf(0), end: true), ""),
        ("8.1.1 none announced, some there", [.. Headers(1, PostOf(0)), .. Data(1, "x", end: true)], $"{Stream1} ProtocolError"),
        ("8.3.1 a request without :path", Headers(1, Fields((":method", "GET"), (":scheme", "http")), end: true), $"{Stream1} ProtocolError"),
        ("8.2.1 an upper-case name", Headers(1, [.. Get, .. Fields(("X", "y"))], end: true), $"{Stream1} ProtocolError"),
        ("8.2.2 connection-specific fields", Headers(1, [.. Get, .. Fields(("connection", "x"))], end: true), $"{Stream1} ProtocolError"),
        ("8.5 trailers in a tunnel", [.. Headers(1, Fields((":method", "CONNECT"), (":authority", "a:1"))), .. Headers(1, Fields(("x", "y")), end: true)], $"{Stream1} ProtocolError"),
    ];

    /// <summary>The client has asked on stream 1 with GET, and on stream 3 with a POST that goes on.</summary>
    static readonly (string Name, byte[] Frames, string Answer)[] ClientCases =
    [
        ("5.1.1 HEADERS on a stream of the server's", Headers(2, Ok), $"{Connection} 0 ProtocolError"),
        ("5.1.1 HEADERS on a stream that was not opened", Headers(5, Ok), $"{Connection} 0 ProtocolError"),
        ("5.1 DATA on a stream that was not opened", Data(5, "x"), $"{Connection} 0 ProtocolError"),
        ("6.5.2 ENABLE_PUSH from a server", Settings((2, 1)), $"{Connection} 0 ProtocolError"),
        ("6.6 PUSH_PROMISE though push is off", Frame(Http2FrameType.PushPromise, Http2FrameFlags.EndHeaders, 1, 0, 0, 0, 2), $"{Connection} 0 ProtocolError"),
        ("8.1 DATA before a head", Data(1, "x"), $"{Stream1} ProtocolError"),
        ("8.1 DATA behind an interim head", [.. Headers(1, Fields((":status", "103"))), .. Data(1, "x")], $"{Stream1} ProtocolError"),
        ("8.1 an interim head that ends the stream", Headers(1, Fields((":status", "103")), end: true), $"{Stream1} ProtocolError"),
        ("8.1 interim heads, then the final one", [.. Headers(1, Fields((":status", "103"))), .. Headers(1, Fields((":status", "100"))), .. Headers(1, Ok, end: true)], ""),
        ("8.1 a head behind the final one", [.. Headers(1, Ok), .. Headers(1, Ok)], $"{Stream1} ProtocolError"),
        ("8.1.1 content behind 204", [.. Headers(1, Fields((":status", "204"))), .. Data(1, "x", end: true)], $"{Stream1} ProtocolError"),
        ("8.1.1 304 with a content-length and no content", Headers(1, Fields((":status", "304"), ("content-length", "9")), end: true), ""),
        ("8.1.1 200 with a content-length and no content", Headers(1, Fields((":status", "200"), ("content-length", "9")), end: true), $"{Stream1} ProtocolError"),
        ("8.3.2 a response without :status", Headers(1, Fields(("x", "y")), end: true), $"{Stream1} ProtocolError"),
        ("8.6 101", Headers(1, Fields((":status", "101"))), $"{Stream1} ProtocolError"),
        ("5.1 closed by both ends: DATA", [.. Headers(1, Ok, end: true), .. Data(1, "x")], $"{Connection} 0 StreamClosed"),
        ("5.1 half-closed (remote): DATA", [.. Headers(3, Ok, end: true), .. Data(3, "x")], "RST_STREAM 3 StreamClosed"),
    ];

    public static TheoryData<string> ServerNames => [.. ServerCases.Select(c => c.Name)];

    public static TheoryData<string> ClientNames => [.. ClientCases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(ServerNames))]
    public void A_server_answers_as_the_section_says(string name) =>
        AssertAnswer(() => Peers.Server(), ServerCases.Single(c => c.Name == name));

    [Theory]
    [MemberData(nameof(ClientNames))]
    public void A_client_answers_as_the_section_says(string name) => AssertAnswer(
        () =>
        {
            var client = Peers.Client();
            client.Request();
            client.Request(endStream: false, method: "POST");
            client.TakeOutput();
            return client;
        },
        ClientCases.Single(c => c.Name == name));

    [Fact]
    public void A_connection_must_begin_with_the_preface()
    {
        var server = new TestSession(Http2Role.Server);
        server.Start();
        Assert.Equal(Http2SessionStatus.ConnectionEnded, server.Feed("GET / HTTP/1.1\r\n\r\n"u8.ToArray()));
        Assert.EndsWith("GOAWAY 0 ProtocolError", server.TakeFrames(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Http2Role.Server)]
    [InlineData(Http2Role.Client)]
    public void The_first_frame_must_be_SETTINGS(Http2Role role)
    {
        foreach (var first in new[] { Ping(), SettingsAck, WindowUpdate(0, 1) })
        {
            var session = new TestSession(role);
            session.Start();
            session.Feed(role == Http2Role.Server ? ClientPreface : [], first);
            Assert.Equal("http2.no_settings_first", session.EndReason);
        }
    }

    [Fact]
    public void Each_end_says_its_settings_first()
    {
        var client = new TestSession(Http2Role.Client);
        client.Start();
        Assert.Equal("SETTINGS 4\nWINDOW_UPDATE 0 8323073", client.TakeFrames());
        var server = new TestSession(Http2Role.Server);
        server.Start();
        Assert.Equal("SETTINGS 5\nWINDOW_UPDATE 0 8323073", server.TakeFrames());
    }

    [Fact]
    public void Settings_must_be_acknowledged_in_time()
    {
        var server = new TestSession(Http2Role.Server) { NowMilliseconds = 5 };
        server.Start();
        Assert.Equal(10_005, server.SettingsAckDeadline);
        server.NowMilliseconds = 10_005;
        Assert.Equal(Http2SessionStatus.ConnectionEnded, server.CheckDeadline());
        Assert.Equal(Http2ErrorCode.SettingsTimeout, server.EndCode);
        Assert.Equal(long.MaxValue, Peers.Server().SettingsAckDeadline);
    }

    static byte[] SelfDependent() =>
        Frame(Http2FrameType.Headers, Http2FrameFlags.Priority | Http2FrameFlags.EndHeaders | Http2FrameFlags.EndStream, 1, [0, 0, 0, 1, 16, .. Get]);

    static void AssertAnswer(Func<TestSession> make, (string Name, byte[] Frames, string Answer) c)
    {
        Action<TestSession>[] ways = [s => s.Feed(c.Frames), s => s.FeedSegments(c.Frames, 1), s => s.FeedPieces(c.Frames, 7)];
        foreach (var feed in ways)
        {
            var session = make();
            feed(session);
            Assert.Equal(c.Answer.StartsWith(Connection, StringComparison.Ordinal), session.IsEnded);
            Assert.Equal(c.Answer, session.TakeFrames().Split('\n').Where(Matters(c.Answer)).LastOrDefault() ?? "");
        }
    }

    /// <summary>Credit, and answers to PING where they are not the point.</summary>
    static Func<string, bool> Matters(string answer) => line =>
        !line.StartsWith("WINDOW_UPDATE", StringComparison.Ordinal)
        && (answer.Length > 0 || line.StartsWith("GOAWAY", StringComparison.Ordinal) || line.StartsWith("RST", StringComparison.Ordinal));
}
