using System.Net;
using Google.Protobuf;
using Mesh.Contract;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Config;

/// <summary>Addresses as the contract carries them: 4 or 16 bytes in network order.</summary>
static class ContractAddress
{
    /// <exception cref="RejectedException">It has another length.</exception>
    public static IPAddress Read(ByteString bytes) =>
        bytes.Length is 4 or 16 ? new IPAddress(bytes.Span) : throw new RejectedException($"an address has {bytes.Length} bytes: 4 or 16 are an address");

    /// <summary>Bits beyond the prefix are cleared, as Istio does.</summary>
    /// <exception cref="RejectedException">The length does not fit the address.</exception>
    public static AddressPrefix Read(Cidr cidr)
    {
        var address = Read(cidr.Address);
        var bits = (uint)cidr.Address.Length * 8;
        if (cidr.PrefixLength > bits)
            throw new RejectedException($"{address}/{cidr.PrefixLength} is longer than an address of {bits} bits");
        // Most likely a single address whose length was forgotten: as a prefix it would capture everything.
        if (cidr.PrefixLength == 0 && !IsUnspecified(address))
            throw new RejectedException($"{address}/0 has bits set that the prefix does not cover");

        var length = (int)cidr.PrefixLength + (bits == 32 ? AddressKey.MappedBits : 0);
        return new AddressPrefix(AddressKey.Mask(AddressKey.Of(address), length), length);
    }

    public static bool IsUnspecified(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>1 to 65535.</summary>
    /// <exception cref="RejectedException">It is no port.</exception>
    public static int ReadPort(uint port, string what) =>
        port is >= 1 and <= 65535 ? (int)port : throw new RejectedException($"{what} {port} is no port: 1 to 65535 are");
}
