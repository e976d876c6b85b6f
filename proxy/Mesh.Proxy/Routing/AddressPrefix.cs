using System.Net;

namespace Mesh.Proxy.Routing;

/// <summary>A CIDR as 128 bits (see <see cref="AddressKey"/>).</summary>
/// <param name="Address">With no bit set after the first <paramref name="Length"/>.</param>
/// <param name="Length">0 to 128; 128 is one address.</param>
readonly record struct AddressPrefix(UInt128 Address, int Length)
{
    /// <summary>That of one address.</summary>
    public const int MaxLength = 128;

    public static AddressPrefix Of(IPAddress address) => new(AddressKey.Of(address), MaxLength);

    public bool Contains(UInt128 address) => AddressKey.Mask(address, Length) == Address;
}
