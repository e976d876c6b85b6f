namespace Mesh.Protocols.Http2;

/// <summary>Error codes of RST_STREAM and GOAWAY (RFC 9113 section 7). A peer may send values that have no name here.</summary>
public enum Http2ErrorCode : uint
{
    NoError = 0x0,
    ProtocolError = 0x1,
    InternalError = 0x2,
    FlowControlError = 0x3,
    SettingsTimeout = 0x4,
    StreamClosed = 0x5,
    FrameSizeError = 0x6,

    /// <summary>From the peer: it did not process anything of this stream, which may be tried again (RFC 9113 section 8.7).</summary>
    RefusedStream = 0x7,
    Cancel = 0x8,
    CompressionError = 0x9,
    ConnectError = 0xa,
    EnhanceYourCalm = 0xb,
    InadequateSecurity = 0xc,
    Http11Required = 0xd,
}
