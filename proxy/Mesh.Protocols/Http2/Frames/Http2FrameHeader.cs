using System.Buffers.Binary;

namespace Mesh.Protocols.Http2.Frames;

/// <summary>
/// The nine bytes before every frame (RFC 9113 section 4.1): length (24 bits, without these nine), type, flags, a reserved bit that is
/// ignored, stream identifier (31 bits).
/// </summary>
readonly record struct Http2FrameHeader(int Length, Http2FrameType Type, Http2FrameFlags Flags, int StreamId)
{
    public const int Size = 9;

    /// <summary>The smallest SETTINGS_MAX_FRAME_SIZE there is, and ours: more only makes streams wait longer for each other.</summary>
    public const int DefaultMaxLength = 16_384;

    public const int LargestMaxLength = (1 << 24) - 1;

    public bool EndStream => (Flags & Http2FrameFlags.EndStream) != 0;

    public bool Ack => (Flags & Http2FrameFlags.Ack) != 0;

    public bool EndHeaders => (Flags & Http2FrameFlags.EndHeaders) != 0;

    public bool Padded => (Flags & Http2FrameFlags.Padded) != 0;

    public bool HasPriority => (Flags & Http2FrameFlags.Priority) != 0;

    public static Http2FrameHeader Read(ReadOnlySpan<byte> bytes)
    {
        var lengthAndType = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var streamId = (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes[5..]) & int.MaxValue);
        return new((int)(lengthAndType >> 8), (Http2FrameType)(byte)lengthAndType, (Http2FrameFlags)bytes[4], streamId);
    }

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, ((uint)Length << 8) | (byte)Type);
        destination[4] = (byte)Flags;
        BinaryPrimitives.WriteInt32BigEndian(destination[5..], StreamId);
    }
}
