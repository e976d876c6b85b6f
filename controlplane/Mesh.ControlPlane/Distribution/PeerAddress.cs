using System.Net;
using System.Net.Sockets;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Whom a connection is charged to where what one peer may cost is bounded.</summary>
static class PeerAddress
{
    /// <summary>A host of IPv6 has a /64 to itself; whoever has one can take any address of it.</summary>
    /// <returns>Null for the local socket: who may open that is the file system's to say.</returns>
    public static string? Of(EndPoint? peer) => peer switch
    {
        IPEndPoint { Address: { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } address } =>
            $"{new IPAddress([.. address.GetAddressBytes()[..8], 0, 0, 0, 0, 0, 0, 0, 0])}/64",
        IPEndPoint { Address: var address } => address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : address.ToString(),
        _ => null,
    };
}
