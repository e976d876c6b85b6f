using System.Buffers.Binary;

namespace Mesh.Protocols.Http2.Hpack;

/// <summary>
/// Reads strings in the code of RFC 7541 appendix B: a look-up by the next 12 bits gives up to two symbols, for nearly all text is in codes
/// of 5 to 8 bits. Longer codes are found by their length, which a canonical code allows.
/// </summary>
sealed class HuffmanDecoder
{
    const int LookupBits = 12;
    const int CountShift = 16;
    const int BitsShift = 24;
    const int MaxPadding = 7;

    /// <summary>Bytes written at once; the destination must have room for them where only one is meant.</summary>
    const int WriteLength = 2;

    public static readonly HuffmanDecoder Instance = new();

    /// <summary>
    /// By the next 12 bits: up to two symbols, the first in the low byte; how many they are; and the bits to consume. 0 if the first code
    /// is longer.
    /// </summary>
    readonly uint[] steps = new uint[1 << LookupBits];

    /// <summary>By length: the first code, aligned to the high end of 32 bits, its place in <see cref="symbols"/>.</summary>
    readonly ulong[] ends = new ulong[HuffmanCode.MaxLength + 1];
    readonly uint[] firsts = new uint[HuffmanCode.MaxLength + 1];
    readonly int[] places = new int[HuffmanCode.MaxLength + 1];

    /// <summary>In the order of their codes.</summary>
    readonly ushort[] symbols = new ushort[HuffmanCode.Symbols];

    HuffmanDecoder()
    {
        OrderSymbols();
        for (var prefix = 0; prefix < steps.Length; prefix++)
        {
            steps[prefix] = MakeStep((uint)prefix << (32 - LookupBits));
        }
    }

    /// <summary>Room that <see cref="Decode"/> needs at most: 8 bits for every 5, and what it may write beyond the end.</summary>
    public static int MaxDecodedLength(int encodedLength) => (int)(encodedLength * 8L / HuffmanCode.MinLength) + WriteLength;

    /// <summary>Bytes decoded, or -1 if the padding is wrong or EOS is in the string.</summary>
    /// <param name="destination">As long as <see cref="MaxDecodedLength"/> says.</param>
    public int Decode(ReadOnlySpan<byte> encoded, Span<byte> destination)
    {
        var reader = new HuffmanBits(encoded);
        var written = DecodeShort(ref reader, destination);
        while (reader.Available >= LookupBits)
        {
            var symbol = DecodeLong(ref reader);
            if (symbol < 0)
            {
                return -1;
            }

            destination[written++] = (byte)symbol;
            written += DecodeShort(ref reader, destination[written..]);
        }

        return DecodeEnd(ref reader, destination, written);
    }

    /// <summary>
    /// Up to a longer code or the end. Works on a copy of the bits, which stays in registers because nobody is handed it.
    /// </summary>
    int DecodeShort(ref HuffmanBits reader, Span<byte> destination)
    {
        var bits = reader;
        var lookup = steps;
        var written = 0;
        while (bits.Fill() >= LookupBits && lookup[bits.Peek(LookupBits)] is var step and not 0)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(destination[written..], (ushort)step);
            written += (int)(step >> CountShift) & 3;
            bits.Skip((int)(step >> BitsShift));
        }

        reader = bits;
        return written;
    }

    /// <summary>Bytes that would be decoded, or -1.</summary>
    public int Measure(ReadOnlySpan<byte> encoded)
    {
        var reader = new HuffmanBits(encoded);
        var length = 0;
        while (reader.Fill() > MaxPadding)
        {
            if (DecodeLong(ref reader) < 0)
            {
                return -1;
            }

            length++;
        }

        Span<byte> rest = stackalloc byte[4];
        return DecodeEnd(ref reader, rest, length: 0) is >= 0 and var last ? length + last : -1;
    }

    /// <summary>Fewer bits than a look-up takes are left: the missing ones are taken for ones, as the padding is.</summary>
    int DecodeEnd(ref HuffmanBits reader, scoped Span<byte> destination, int length)
    {
        while (!reader.IsPadding)
        {
            var symbol = DecodeLong(ref reader);
            if (symbol < 0)
            {
                return -1;
            }

            destination[length++] = (byte)symbol;
        }

        return length;
    }

    /// <summary>One symbol of any length, or -1 if what is left is none, or is EOS.</summary>
    int DecodeLong(ref HuffmanBits reader)
    {
        var bits = reader.Peek32();
        var length = LengthOf(bits);
        if (length > reader.Available)
        {
            return -1;
        }

        reader.Skip(length);
        var symbol = SymbolOf(bits, length);
        return symbol == HuffmanCode.EndOfString ? -1 : symbol;
    }

    int LengthOf(uint bits)
    {
        var length = HuffmanCode.MinLength;
        while (bits >= ends[length])
        {
            length++;
        }

        return length;
    }

    int SymbolOf(uint bits, int length) => symbols[places[length] + (int)((bits - firsts[length]) >> (32 - length))];

    void OrderSymbols()
    {
        var codes = HuffmanCode.MakeCodes();
        var place = 0;
        for (var length = HuffmanCode.MinLength; length <= HuffmanCode.MaxLength; length++)
        {
            places[length] = place;
            ends[length] = length > HuffmanCode.MinLength ? ends[length - 1] : 0;
            firsts[length] = (uint)ends[length];
            for (var symbol = 0; symbol < HuffmanCode.Symbols; symbol++)
            {
                if (HuffmanCode.Lengths[symbol] == length)
                {
                    symbols[place++] = (ushort)symbol;
                    ends[length] = ((ulong)codes[symbol] + 1) << (32 - length);
                }
            }
        }
    }

    uint MakeStep(uint bits)
    {
        var length = LengthOf(bits);
        if (length > LookupBits)
        {
            return 0;
        }

        var first = (uint)SymbolOf(bits, length);
        var rest = bits << length;
        var second = LengthOf(rest);
        return length + second <= LookupBits
            ? first | ((uint)SymbolOf(rest, second) << 8) | (2u << CountShift) | ((uint)(length + second) << BitsShift)
            : first | (1u << CountShift) | ((uint)length << BitsShift);
    }
}
