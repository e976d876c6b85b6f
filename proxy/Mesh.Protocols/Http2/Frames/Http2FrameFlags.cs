namespace Mesh.Protocols.Http2.Frames;

/// <summary>Flags of RFC 9113 section 6. Which bit means what depends on the type; bits without a meaning are ignored.</summary>
[Flags]
enum Http2FrameFlags : byte
{
    None = 0,

    /// <summary>DATA, HEADERS: END_STREAM. SETTINGS, PING: ACK.</summary>
    EndStream = 0x1,
    Ack = EndStream,
    EndHeaders = 0x4,
    Padded = 0x8,
    Priority = 0x20,
}
