using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Iptables.Probing;

/// <summary>Recovers where a redirected connection was going, from the kernel's connection tracking.</summary>
internal static class OriginalDestination
{
    // SO_ORIGINAL_DST and IP6T_SO_ORIGINAL_DST have the same number, at levels SOL_IP and SOL_IPV6.
    private const int Option = 80;
    private const int SolIp = 0;
    private const int SolIpv6 = 41;

    /// <summary>Null when the connection was not redirected (the kernel knows no original destination).</summary>
    public static IPEndPoint? Of(Socket connection)
    {
        var isV4 = connection.AddressFamily == AddressFamily.InterNetwork;
        Span<byte> address = stackalloc byte[isV4 ? 16 : 28];
        try
        {
            connection.GetRawSocketOption(isV4 ? SolIp : SolIpv6, Option, address);
        }
        catch (SocketException)
        {
            return null;
        }

        // sockaddr_in: family, port, address at 4. sockaddr_in6: family, port, flow label, address at 8.
        var port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return new IPEndPoint(new IPAddress(isV4 ? address.Slice(4, 4) : address.Slice(8, 16)), port);
    }
}
