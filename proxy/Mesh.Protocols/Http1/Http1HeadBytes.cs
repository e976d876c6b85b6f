using System.Buffers;

namespace Mesh.Protocols.Http1;

/// <summary>Gives the parsers, which read one span, the beginning of a sequence of segments as one.</summary>
public static class Http1HeadBytes
{
    /// <summary>
    /// The bytes to hand to a parser. No copy while they stand in one segment, or if the first segment holds the whole head; else what
    /// arrived since the last call is copied behind what is in <paramref name="scratch"/> already.
    /// </summary>
    /// <param name="buffer">Everything received of this message, from its first byte on.</param>
    /// <param name="scratch">Kept by the caller until the head is done with. <see cref="Http1Limits.MaxHeadBytes"/> are enough for every
    /// head; empty as long as <see cref="NeedsScratch"/> says it is not needed.</param>
    /// <param name="copied">0 to begin a message; then how much of <paramref name="scratch"/> is in use.</param>
    public static ReadOnlySpan<byte> Gather(in ReadOnlySequence<byte> buffer, Span<byte> scratch, ref int copied)
    {
        if (!NeedsScratch(buffer))
        {
            return buffer.FirstSpan;
        }

        var length = (int)Math.Min(buffer.Length, scratch.Length);
        if (copied < length)
        {
            buffer.Slice(copied, length - copied).CopyTo(scratch[copied..]);
            copied = length;
        }

        return scratch[..copied];
    }

    /// <summary>True if the head may go on beyond the first segment.</summary>
    public static bool NeedsScratch(in ReadOnlySequence<byte> buffer) => !buffer.IsSingleSegment && !HoldsHeadEnd(buffer.FirstSpan);

    /// <summary>
    /// Empty lines before a request line (RFC 9112 section 2.2) are not its end: taken for that, a head behind them would be waited for
    /// forever, and what waits would grow without bound.
    /// </summary>
    static bool HoldsHeadEnd(ReadOnlySpan<byte> first) => first.TrimStart("\r\n"u8).IndexOf("\r\n\r\n"u8) >= 0;
}
