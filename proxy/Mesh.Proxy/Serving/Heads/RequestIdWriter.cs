using System.Buffers.Binary;
using Mesh.Proxy.LoadBalancing;

namespace Mesh.Proxy.Serving.Heads;

/// <summary>Makes x-request-id where the client sent none, or is a stranger to a gateway (2.24): a version 4 UUID, as Envoy does. Not a secret.</summary>
static class RequestIdWriter
{
    public const int Length = 36;

    public static void Write(Span<byte> destination, ref FastRandom random)
    {
        Span<byte> hex = stackalloc byte[32];
        WriteHex(hex, random.NextLong());
        WriteHex(hex[16..], random.NextLong());
        hex[12] = (byte)'4';
        hex[16] = "89ab"u8[hex[16] & 3];
        hex[..8].CopyTo(destination);
        hex[8..12].CopyTo(destination[9..]);
        hex[12..16].CopyTo(destination[14..]);
        hex[16..20].CopyTo(destination[19..]);
        hex[20..32].CopyTo(destination[24..]);
        destination[8] = destination[13] = destination[18] = destination[23] = (byte)'-';
    }

    static void WriteHex(Span<byte> destination, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Hex((uint)value));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], Hex((uint)(value >> 32)));
    }

    /// <summary>Eight lower-case digits, the least significant first: each nibble in a byte of its own, and 'a' - '9' - 1 more where it is above 9.</summary>
    internal static ulong Hex(uint value)
    {
        var nibbles = (value | ((ulong)value << 16)) & 0x0000FFFF0000FFFF;
        nibbles = (nibbles | (nibbles << 8)) & 0x00FF00FF00FF00FF;
        nibbles = (nibbles | (nibbles << 4)) & 0x0F0F0F0F0F0F0F0F;
        var letters = ((nibbles + 0x0606060606060606) >> 4) & 0x0101010101010101;
        return nibbles + 0x3030303030303030 + (letters * ('a' - '9' - 1));
    }
}
