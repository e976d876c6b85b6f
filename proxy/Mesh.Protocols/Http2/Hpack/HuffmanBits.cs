using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Mesh.Protocols.Http2.Hpack;

/// <summary>The bits of an encoded string, the next one at the high end of a word that is filled as it empties.</summary>
ref struct HuffmanBits(ReadOnlySpan<byte> encoded)
{
    readonly ReadOnlySpan<byte> encoded = encoded;
    ulong word;
    int at;

    /// <summary>Bits in the word; after <see cref="Fill"/>, fewer than 32 only at the end.</summary>
    public int Available { get; private set; }

    /// <summary>Nothing is left, or up to 7 bits that are ones (RFC 7541 section 5.2).</summary>
    public readonly bool IsPadding => Available <= 7 && at == encoded.Length && Peek32() == uint.MaxValue;

    /// <summary>Bits available.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Fill()
    {
        if (Available < 32)
        {
            Refill();
        }

        return Available;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Peek(int bits) => (int)(word >> (64 - bits));

    /// <summary>Bits beyond the end are ones.</summary>
    public readonly uint Peek32() => (uint)((word | (Available >= 32 ? 0 : ulong.MaxValue >> Available)) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int bits)
    {
        word <<= bits;
        Available -= bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Refill()
    {
        if (encoded.Length - at >= sizeof(uint))
        {
            word |= (ulong)BinaryPrimitives.ReadUInt32BigEndian(encoded[at..]) << (32 - Available);
            at += sizeof(uint);
            Available += 32;
            return;
        }

        while (at < encoded.Length)
        {
            word |= (ulong)encoded[at++] << (56 - Available);
            Available += 8;
        }
    }
}
