using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Mesh.Transport.Native;

/// <summary>struct sockaddr_in, sockaddr_in6 and sockaddr_un, as bytes.</summary>
internal static class SocketAddressBytes
{
    /// <summary>sizeof(struct sockaddr_storage).</summary>
    public const int Capacity = 128;

    /// <summary>The kernel's family number (the first two bytes); Unix if there is no address.</summary>
    public static int FamilyOf(ReadOnlySpan<byte> address) => address.Length < 2 ? Libc.AF_UNIX : MemoryMarshal.Read<ushort>(address);

    public static int FamilyOf(EndPoint endPoint) => endPoint.AddressFamily switch
    {
        AddressFamily.InterNetwork => Libc.AF_INET,
        AddressFamily.InterNetworkV6 => Libc.AF_INET6,
        AddressFamily.Unix => Libc.AF_UNIX,
        _ => throw new ArgumentException($"{endPoint} is neither an IP address with a port nor a Unix socket.", nameof(endPoint)),
    };

    /// <summary>The IP address in it; empty for other families.</summary>
    public static SocketAddressValue Parse(ReadOnlySpan<byte> address) => FamilyOf(address) switch
    {
        Libc.AF_INET when address.Length >= 8 => new SocketAddressValue(address.Slice(4, 4), PortOf(address)),
        Libc.AF_INET6 when address.Length >= 28 => new SocketAddressValue(address.Slice(8, 16), PortOf(address), MemoryMarshal.Read<uint>(address[24..])),
        _ => default,
    };

    private static ushort PortOf(ReadOnlySpan<byte> address) => BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
}
