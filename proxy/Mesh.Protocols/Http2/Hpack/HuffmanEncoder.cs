using System.Buffers.Binary;

namespace Mesh.Protocols.Http2.Hpack;

/// <summary>Writes strings in the code of RFC 7541 appendix B.</summary>
static class HuffmanEncoder
{
    static readonly uint[] Codes = HuffmanCode.MakeCodes();

    /// <summary>Bytes that <see cref="Encode"/> will write.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        var lengths = HuffmanCode.Lengths;
        var bits = 0L;
        foreach (var value in text)
        {
            bits += lengths[value];
        }

        return (int)((bits + 7) >> 3);
    }

    /// <summary>Encodes, padded with the first bits of EOS.</summary>
    /// <param name="destination">As long as <see cref="LengthOf"/> says.</param>
    public static void Encode(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var lengths = HuffmanCode.Lengths;
        var codes = Codes;
        var pending = 0UL;
        var bits = 0;
        var at = 0;
        foreach (var value in text)
        {
            pending = (pending << lengths[value]) | codes[value];
            bits += lengths[value];
            if (bits >= 32)
            {
                bits -= 32;
                BinaryPrimitives.WriteUInt32BigEndian(destination[at..], (uint)(pending >> bits));
                at += 4;
            }
        }

        Finish(pending, bits, destination[at..]);
    }

    static void Finish(ulong pending, int bits, Span<byte> destination)
    {
        pending = (pending << 8) | 0xFF;
        bits += 8;
        for (var at = 0; at < destination.Length; at++)
        {
            bits -= 8;
            destination[at] = (byte)(pending >> bits);
        }
    }
}
