namespace Mesh.Protocols.Http2.Abuse;

/// <summary>Ways to make a peer work or remember for nothing. Each has a bound in <see cref="Http2Limits"/> and a counter.</summary>
public enum Http2Abuse : byte
{
    /// <summary>CVE-2023-44487: the client opens streams and resets them before they are answered.</summary>
    RapidReset,

    /// <summary>
    /// CVE-2025-8671 "MadeYouReset", and CVE-2019-9514: the peer breaks a rule on each stream, so that it is us who reset it.
    /// </summary>
    MadeYouReset,

    /// <summary>VU#421644 (CVE-2024-27316 and others): CONTINUATION without end.</summary>
    ContinuationFlood,

    /// <summary>CVE-2016-6581 "HPACK bomb": a small block that decodes to a huge list.</summary>
    HeaderListBomb,

    /// <summary>CVE-2019-9515.</summary>
    SettingsFlood,

    /// <summary>CVE-2019-9512.</summary>
    PingFlood,

    /// <summary>CVE-2019-9513 "resource loop": priorities reshuffled without end. PRIORITY_UPDATE counts as well.</summary>
    PriorityFlood,

    WindowUpdateFlood,

    /// <summary>CVE-2019-9518: frames with nothing in them that do not end anything.</summary>
    EmptyFrames,

    /// <summary>Frames of unknown types, which RFC 9113 section 5.5 has us skip.</summary>
    UnknownFrames,

    /// <summary>Padding that outweighs the data. Counted in bytes.</summary>
    PaddingWaste,

    /// <summary>CVE-2019-9511 "data dribble": a window so small that all we send is frame headers.</summary>
    TinyWindow,

    /// <summary>Frames on streams that were closed.</summary>
    ClosedStreamFrames,

    /// <summary>Streams beyond SETTINGS_MAX_CONCURRENT_STREAMS.</summary>
    RefusedStreams,

    /// <summary>CVE-2019-9512, -9514, -9515: answers are provoked and not read.</summary>
    UnreadAnswers,
}
