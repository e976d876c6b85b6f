using System.Net;
using System.Net.Sockets;

namespace Mesh.Proxy.Serving.Heads;

/// <summary>Envoy's notion of a client inside: RFC 1918, RFC 4193 and loopback addresses.</summary>
static class AddressRange
{
    public static bool IsInternal(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? bytes[0] is 10 or 127 || (bytes[0] == 172 && (bytes[1] & 0xF0) == 16) || (bytes[0] == 192 && bytes[1] == 168)
            : (bytes[0] & 0xFE) == 0xFC || IPAddress.IsLoopback(address);
    }
}
