using System.Buffers.Binary;
using System.Numerics;

namespace Mesh.Protocols.Http2.Hpack;

/// <summary>
/// Hashes of names and values. Collisions cost comparisons only, of which a table of some dozen entries bounds the number, so it needs no
/// secret.
/// </summary>
static class HpackHash
{
    /// <summary>To combine two hashes.</summary>
    public const uint Multiplier = 0x9E37_79B1;

    const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * Prime;
        if (bytes.Length < sizeof(ulong))
        {
            return Finish(hash ^ ReadShort(bytes));
        }

        var last = bytes.Length - sizeof(ulong);
        for (var at = 0; at < last; at += sizeof(ulong))
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]));
        }

        return Finish(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[last..]));
    }

    /// <summary>Of length and ends only: enough to choose what to compare.</summary>
    public static uint Sketch(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * Prime;
        return Finish(
            bytes.Length < sizeof(ulong)
                ? hash ^ ReadShort(bytes)
                : hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)
                    ^ BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]), 31));
    }

    static ulong ReadShort(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= sizeof(uint))
        {
            return BinaryPrimitives.ReadUInt32LittleEndian(bytes)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]) << 32);
        }

        var value = 0UL;
        foreach (var next in bytes)
        {
            value = (value << 8) | next;
        }

        return value;
    }

    static ulong Mix(ulong hash)
    {
        hash *= Prime;
        return hash ^ (hash >> 32);
    }

    static uint Finish(ulong hash) => (uint)(Mix(hash) >> 7);
}
