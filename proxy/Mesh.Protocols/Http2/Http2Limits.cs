using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2.Abuse;

namespace Mesh.Protocols.Http2;

/// <summary>
/// Bounds on what a peer can make us hold or do. A rate is "this many at once, then this many a second", and refills by useful work where
/// the text says so. Passing one ends the connection with GOAWAY(ENHANCE_YOUR_CALM).
/// </summary>
public sealed record Http2Limits
{
    public static readonly Http2Limits Default = new();

    /// <summary>A DATA frame shorter than this, because the peer's window ends there, is mostly overhead.</summary>
    public const int UsefulFrame = 256;

    /// <summary>Of the head in its HTTP/1.1 form: a head that may not come by HTTP/1 may not come by HTTP/2.</summary>
    public Http1Limits Head { get; init; } = Http1Limits.Default;

    /// <summary>
    /// Size of a field section as RFC 9113 section 6.5.2 counts it, 32 for each field with its name and value. Said to the peer; beyond,
    /// 431. Against HPACK bombs (CVE-2016-6581).
    /// </summary>
    public int MaxHeaderListBytes { get; init; } = 60 * 1024;

    /// <summary>
    /// Extended CONNECT (RFC 8441) was offered with SETTINGS_ENABLE_CONNECT_PROTOCOL; if not, :protocol is an unknown pseudo-field.
    /// </summary>
    public bool AllowsExtendedConnect { get; init; } = true;

    /// <summary>
    /// The field block encoded, over all its frames. Twice the list, so that a head that is merely too large is answered with 431 and only
    /// one that does not end (VU#421644) costs the connection.
    /// </summary>
    public int MaxHeaderBlockBytes { get; init; } = 128 * 1024;

    /// <summary>CONTINUATION frames of one block: CPU and bytes of frame headers, even if they are empty (VU#421644).</summary>
    public int MaxContinuations { get; init; } = 16;

    /// <summary>1xx heads before one final head: the stream is reset beyond.</summary>
    public int MaxInterimHeads { get; init; } = 32;

    /// <summary>Parameters of one SETTINGS frame: there are seven to know.</summary>
    public int MaxSettingsPerFrame { get; init; } = 32;

    /// <summary>
    /// Answers (PING and SETTINGS acks, resets, window updates) in the output that was not flushed. Envoy: max_outbound_control_frames.
    /// </summary>
    public int MaxUnreadAnswers { get; init; } = 1000;

    /// <summary>
    /// Resets by the client of streams not yet answered in full (CVE-2023-44487). A page left or a gRPC call cancelled makes a burst of at
    /// most all concurrent streams. Each stream answered in full earns one.
    /// </summary>
    public Http2Rate RapidReset { get; init; } = new(500, 50);

    /// <summary>Streams that the peer made us reset by breaking a rule (CVE-2025-8671, CVE-2019-9514): honest peers do not.</summary>
    public Http2Rate MadeYouReset { get; init; } = new(100, 10);

    /// <summary>Heads beyond the limits above (CVE-2016-6581).</summary>
    public Http2Rate HeaderListBomb { get; init; } = new(50, 5);

    /// <summary>SETTINGS (CVE-2019-9515).</summary>
    public Http2Rate SettingsFlood { get; init; } = new(50, 5);

    /// <summary>PING (CVE-2019-9512). Each DATA frame in either direction earns one: gRPC measures the connection with them.</summary>
    public Http2Rate PingFlood { get; init; } = new(200, 20);

    /// <summary>PRIORITY and PRIORITY_UPDATE (CVE-2019-9513). Each stream earns two.</summary>
    public Http2Rate PriorityFlood { get; init; } = new(200, 20);

    /// <summary>WINDOW_UPDATE. Each stream and each DATA frame sent earns four.</summary>
    public Http2Rate WindowUpdateFlood { get; init; } = new(1000, 100);

    /// <summary>DATA, HEADERS and CONTINUATION without content that end neither stream nor block (CVE-2019-9518).</summary>
    public Http2Rate EmptyFrames { get; init; } = new(100, 10);

    /// <summary>Frames of unknown type (RFC 9113 section 5.5). Each stream earns two.</summary>
    public Http2Rate UnknownFrames { get; init; } = new(200, 20);

    /// <summary>Bytes of padding. Each byte of data earns one.</summary>
    public Http2Rate PaddingWaste { get; init; } = new(256 * 1024, 16 * 1024);

    /// <summary>
    /// DATA frames below <see cref="UsefulFrame"/> that the peer's window forces on us (CVE-2019-9511). Each useful frame sent earns one.
    /// </summary>
    public Http2Rate TinyWindow { get; init; } = new(1000, 100);

    /// <summary>Frames on closed streams. There are honest ones, under way when we closed the stream: each stream earns two.</summary>
    public Http2Rate ClosedStreamFrames { get; init; } = new(2000, 200);

    /// <summary>Streams beyond the concurrency we said. There are honest ones: opened before our SETTINGS arrived.</summary>
    public Http2Rate RefusedStreams { get; init; } = new(1000, 100);

    internal Http2Rate RateOf(Http2Abuse kind) => kind switch
    {
        Http2Abuse.RapidReset => RapidReset,
        Http2Abuse.MadeYouReset => MadeYouReset,
        Http2Abuse.ContinuationFlood => new(MaxContinuations, 0), // counted per block
        Http2Abuse.HeaderListBomb => HeaderListBomb,
        Http2Abuse.SettingsFlood => SettingsFlood,
        Http2Abuse.PingFlood => PingFlood,
        Http2Abuse.PriorityFlood => PriorityFlood,
        Http2Abuse.WindowUpdateFlood => WindowUpdateFlood,
        Http2Abuse.EmptyFrames => EmptyFrames,
        Http2Abuse.UnknownFrames => UnknownFrames,
        Http2Abuse.PaddingWaste => PaddingWaste,
        Http2Abuse.TinyWindow => TinyWindow,
        Http2Abuse.ClosedStreamFrames => ClosedStreamFrames,
        Http2Abuse.RefusedStreams => RefusedStreams,
        Http2Abuse.UnreadAnswers => new(MaxUnreadAnswers, 0), // counted until flushed
    };
}
