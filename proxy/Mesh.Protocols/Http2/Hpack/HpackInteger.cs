using System.Runtime.CompilerServices;

namespace Mesh.Protocols.Http2.Hpack;

/// <summary>Integers with a prefix of 4 to 7 bits (RFC 7541 section 5.1), up to 31 bits.</summary>
static class HpackInteger
{
    /// <summary>Of an integer of 32 bits behind its prefix.</summary>
    public const int MaxLength = 6;

    const int MaxShift = 28;

    /// <summary>Reads an integer and moves behind it. There is a byte at <paramref name="at"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HpackStatus Read(ReadOnlySpan<byte> block, int prefixBits, ref int at, out int value)
    {
        var limit = (1 << prefixBits) - 1;
        value = block[at++] & limit;
        return value < limit ? HpackStatus.Ok : ReadRest(block, ref at, ref value);
    }

    /// <summary>
    /// Zeros that a sender puts before the end make an integer longer, not larger; five bytes hold any value there is use for.
    /// </summary>
    static HpackStatus ReadRest(ReadOnlySpan<byte> block, ref int at, ref int value)
    {
        var sum = (long)value;
        for (var shift = 0; shift <= MaxShift; shift += 7)
        {
            if (at == block.Length)
            {
                return HpackStatus.Truncated;
            }

            var next = block[at++];
            sum += (long)(next & 0x7F) << shift;
            if (sum > int.MaxValue)
            {
                return HpackStatus.IntegerOverflow;
            }

            if (next < 0x80)
            {
                value = (int)sum;
                return HpackStatus.Ok;
            }
        }

        return HpackStatus.IntegerOverflow;
    }

    /// <summary>Bytes written.</summary>
    /// <param name="pattern">The bits before the prefix.</param>
    /// <param name="value">Not negative.</param>
    public static int Write(byte pattern, int prefixBits, int value, Span<byte> destination)
    {
        var limit = (1 << prefixBits) - 1;
        if (value < limit)
        {
            destination[0] = (byte)(pattern | value);
            return 1;
        }

        destination[0] = (byte)(pattern | limit);
        var rest = (uint)(value - limit);
        var length = 1;
        while (rest >= 0x80)
        {
            destination[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        destination[length++] = (byte)rest;
        return length;
    }
}
