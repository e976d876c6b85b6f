using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Mesh.Contract;

namespace Mesh.ControlPlane.Registry;

/// <summary>Addresses as users write them, to the contract's bytes.</summary>
static class AddressParsing
{
    /// <summary>An IP address; null when it is none.</summary>
    public static ByteString? Ip(string text) =>
        IPAddress.TryParse(text, out var address) ? Bytes(address) : null;

    /// <summary>An IP address or a CIDR, with the host bits cleared; null when it is neither.</summary>
    public static Cidr? Range(string text)
    {
        var slash = text.IndexOf('/');
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address))
            return null;
        var bytes = Unmapped(address).GetAddressBytes();
        var length = bytes.Length * 8;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), out length) || length < 0 || length > bytes.Length * 8))
            return null;
        ClearHostBits(bytes, length);
        return new Cidr { Address = ByteString.CopyFrom(bytes), PrefixLength = (uint)length };
    }

    /// <summary>Address bytes as the contract carries them: an IPv4 address always in four bytes.</summary>
    public static ByteString Bytes(IPAddress address) => ByteString.CopyFrom(Unmapped(address).GetAddressBytes());

    static IPAddress Unmapped(IPAddress address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    static void ClearHostBits(byte[] bytes, int prefixLength)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(prefixLength - i * 8, 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }
    }
}
