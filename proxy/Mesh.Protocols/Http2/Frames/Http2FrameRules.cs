namespace Mesh.Protocols.Http2.Frames;

/// <summary>
/// What a frame's header alone makes wrong (RFC 9113 sections 4.2 and 6), judged before any byte of its payload is waited for.
/// </summary>
static class Http2FrameRules
{
    const int PriorityLength = 5;

    /// <summary>The connection error this header is, or NoError.</summary>
    public static Http2ErrorCode Check(in Http2FrameHeader header) =>
        header.Length > Http2FrameHeader.DefaultMaxLength ? Http2ErrorCode.FrameSizeError
        : !IsOnRightStream(header) ? Http2ErrorCode.ProtocolError
        : !HasRightLength(header) ? Http2ErrorCode.FrameSizeError
        : Http2ErrorCode.NoError;

    /// <summary>PRIORITY is the one frame whose wrong length costs its stream only (section 6.3).</summary>
    public static bool IsWrongPriorityLength(in Http2FrameHeader header) =>
        header.Type == Http2FrameType.Priority && header.Length != PriorityLength;

    /// <summary>Bytes of the payload before the content: pad length and priority.</summary>
    public static int PrefixLength(in Http2FrameHeader header) =>
        (header.Padded ? 1 : 0) + (header.Type == Http2FrameType.Headers && header.HasPriority ? PriorityLength : 0);

    static bool IsOnRightStream(in Http2FrameHeader header) => header.Type switch
    {
        Http2FrameType.Settings or Http2FrameType.Ping or Http2FrameType.GoAway or Http2FrameType.PriorityUpdate => header.StreamId == 0,
        Http2FrameType.Data or Http2FrameType.Headers or Http2FrameType.Priority or Http2FrameType.RstStream or Http2FrameType.Continuation
            => header.StreamId != 0,
        Http2FrameType.PushPromise => false, // push is off: section 8.4
        _ => true,
    };

    static bool HasRightLength(in Http2FrameHeader header) => header.Type switch
    {
        Http2FrameType.Data or Http2FrameType.Headers => header.Length >= PrefixLength(header),
        Http2FrameType.RstStream or Http2FrameType.WindowUpdate => header.Length == 4,
        Http2FrameType.Settings => header.Ack ? header.Length == 0 : header.Length % Http2Setting.Size == 0,
        Http2FrameType.Ping => header.Length == 8,
        Http2FrameType.GoAway => header.Length >= 8,
        _ => true,
    };
}
