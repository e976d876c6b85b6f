using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace Mesh.Contract;

/// <summary>Messages on the stream: a 4-byte big-endian length, then so many bytes of protobuf.</summary>
/// <remarks>
/// A reader never allocates by an announced length: it waits until the bytes are there, and refuses a length above its limit before
/// the first of them. So a hostile length costs nothing but the four bytes that carry it.
/// </remarks>
public static class Framing
{
    /// <summary>Bytes before each message.</summary>
    public const int HeaderLength = 4;

    /// <summary>The longest message anyone may send: 16 MiB.</summary>
    public const int MaxFrameLength = 16 * 1024 * 1024;

    /// <summary>Writes one message as one frame.</summary>
    /// <exception cref="ArgumentException">The message is longer than <see cref="MaxFrameLength"/>.</exception>
    public static void Write(IMessage message, IBufferWriter<byte> output)
    {
        var length = message.CalculateSize();
        if (length > MaxFrameLength)
            throw new ArgumentException($"a message of {length} bytes exceeds the frame limit of {MaxFrameLength}", nameof(message));

        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(HeaderLength), length);
        output.Advance(HeaderLength);
        message.WriteTo(output);
    }

    /// <summary>Finds the next frame, and advances <paramref name="buffer"/> past it when it is complete.</summary>
    /// <param name="buffer">Bytes received and not yet consumed.</param>
    /// <param name="frame">The message's bytes, in place: valid as long as the buffer is.</param>
    /// <param name="maxLength">The longest message accepted here.</param>
    public static FrameStatus TryRead(
        ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> frame, int maxLength = MaxFrameLength)
    {
        frame = default;
        if (buffer.Length < HeaderLength)
            return FrameStatus.Incomplete;

        Span<byte> header = stackalloc byte[HeaderLength];
        buffer.Slice(0, HeaderLength).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (length > (uint)maxLength)
            return FrameStatus.TooLong;
        if (buffer.Length - HeaderLength < length)
            return FrameStatus.Incomplete;

        frame = buffer.Slice(HeaderLength, length);
        buffer = buffer.Slice(frame.End);
        return FrameStatus.Complete;
    }

    /// <summary>Reads and parses the next message. <paramref name="buffer"/> advances only on <see cref="FrameStatus.Complete"/>.</summary>
    public static FrameStatus TryRead<T>(
        ref ReadOnlySequence<byte> buffer, MessageParser<T> parser, out T? message, int maxLength = MaxFrameLength)
        where T : class, IMessage<T>
    {
        message = null;
        var rest = buffer;
        var status = TryRead(ref rest, out var frame, maxLength);
        if (status != FrameStatus.Complete)
            return status;
        if (!TryParse(frame, parser, out message))
            return FrameStatus.Malformed;
        buffer = rest;
        return FrameStatus.Complete;
    }

    /// <summary>Parses a message; false when the bytes are no such message. Never throws on what a peer can send.</summary>
    public static bool TryParse<T>(ReadOnlySequence<byte> bytes, MessageParser<T> parser, [NotNullWhen(true)] out T? message)
        where T : class, IMessage<T>
    {
        try
        {
            message = parser.ParseFrom(bytes);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            message = null;
            return false;
        }
    }
}
