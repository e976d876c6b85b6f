namespace Mesh.Protocols.Http2.Frames;

/// <summary>Frame types of RFC 9113 section 6. Any other value is an extension, to be ignored (section 5.5).</summary>
enum Http2FrameType : byte
{
    Data = 0x0,
    Headers = 0x1,
    Priority = 0x2,
    RstStream = 0x3,
    Settings = 0x4,
    PushPromise = 0x5,
    Ping = 0x6,
    GoAway = 0x7,
    WindowUpdate = 0x8,
    Continuation = 0x9,

    /// <summary>RFC 9218: ignored, and counted as what it replaces.</summary>
    PriorityUpdate = 0x10,
}
