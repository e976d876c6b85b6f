using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Proxy.Routing;

/// <summary>
/// An address or prefix of either family as 128 bits: IPv4 as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2), so that one table holds both and a mapped
/// address equals the one it maps.
/// </summary>
static class AddressKey
{
    /// <summary>What has to be added to an IPv4 prefix length.</summary>
    public const int MappedBits = 96;

    public static UInt128 Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            bytes[..10].Clear();
            bytes[10] = bytes[11] = 0xFF;
            address.TryWriteBytes(bytes[12..], out _);
        }
        else
        {
            address.TryWriteBytes(bytes, out _);
        }

        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>The address with all bits after the first <paramref name="length"/> cleared.</summary>
    public static UInt128 Mask(UInt128 address, int length) => length == 0 ? 0 : address & (UInt128.MaxValue << (128 - length));
}
