using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Mesh.Iptables.Host;

/// <summary>The addresses other hosts can reach this one by.</summary>
/// <param name="HasV4">An IPv4 address that is neither loopback nor link-local.</param>
/// <param name="HasV6">An IPv6 address that is neither loopback nor link-local.</param>
internal readonly record struct HostAddresses(bool HasV4, bool HasV6)
{
    public bool HasNone => !HasV4 && !HasV6;

    /// <summary>
    /// Whether IPv6 is captured. The kernel lists IPv4 addresses first, and without dual stack the family of the first
    /// address decides: a host with both captures IPv4 only.
    /// </summary>
    public bool CapturesV6(bool dualStack) => HasV6 && (dualStack || !HasV4);

    public static HostAddresses OfThisHost() => Of(NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address));

    public static HostAddresses Of(IEnumerable<IPAddress> addresses)
    {
        var usable = addresses.Select(Unmapped).Where(IsReachable).Select(address => address.AddressFamily).ToHashSet();
        return new HostAddresses(usable.Contains(AddressFamily.InterNetwork), usable.Contains(AddressFamily.InterNetworkV6));
    }

    /// <summary>Whether the loopback interface has the given address.</summary>
    public static bool LoopbackHas(IPAddress address) => NetworkInterface.GetAllNetworkInterfaces()
        .Where(card => card.NetworkInterfaceType == NetworkInterfaceType.Loopback)
        .SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Any(unicast => unicast.Address.Equals(address));

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    // ::6 is what this program itself adds to lo; a second run must not take it for an address of the host.
    private static bool IsReachable(IPAddress address) =>
        !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal && !IsV4LinkLocal(address) && !address.Equals(InboundSourceV6);

    private static IPAddress InboundSourceV6 { get; } = IPAddress.Parse("::6");

    private static bool IsV4LinkLocal(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..];
}
