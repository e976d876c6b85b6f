using System.Net;
using System.Net.Sockets;
using Mesh.Contract;

namespace Mesh.Proxy.Config;

/// <summary>Which addresses this workload can reach by its own (Istio: dns_lookup_family by the proxy's IPs).</summary>
readonly record struct UsableFamilies(bool HasIPv4, bool HasIPv6)
{
    const int IPv6Length = 16;

    public static UsableFamilies Of(Node node) => node.Addresses.Count == 0
        ? new UsableFamilies(true, true)
        : new UsableFamilies(node.Addresses.Any(address => address.Length < IPv6Length), node.Addresses.Any(address => address.Length == IPv6Length));

    public bool Has(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? HasIPv4 : HasIPv6;
}
