using System.Buffers.Binary;
using System.Numerics;

namespace Mesh.Protocols.ProxyProtocol;

/// <summary>CRC32c (RFC 4960 appendix B) of a header in which the checksum itself counts as zeros.</summary>
static class ProxyChecksum
{
    public static bool Matches(ReadOnlySpan<byte> header, int checksumAt) =>
        BinaryPrimitives.ReadUInt32BigEndian(header[checksumAt..]) == Compute(header, checksumAt);

    public static uint Compute(ReadOnlySpan<byte> header, int checksumAt)
    {
        var crc = Add(uint.MaxValue, header[..checksumAt]);
        crc = BitOperations.Crc32C(crc, 0u);
        return ~Add(crc, header[(checksumAt + sizeof(uint))..]);
    }

    static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }
}
