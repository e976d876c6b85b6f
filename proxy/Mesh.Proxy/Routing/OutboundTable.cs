using System.Net;

namespace Mesh.Proxy.Routing;

/// <summary>Where captured outbound connections go, by original destination (1.23, 2.29).</summary>
sealed class OutboundTable
{
    public static readonly OutboundTable Empty = new(new Dictionary<Key, Target>(), new Dictionary<int, Target>());

    readonly Dictionary<Key, Target> byAddress;
    readonly Dictionary<int, Target> byPort;
    readonly int[] lengths;

    /// <param name="Prefix">A VIP, a pod address of a headless service, or a CIDR.</param>
    internal readonly record struct Key(AddressPrefix Prefix, int Port);

    /// <param name="byAddress">Targets of their own addresses.</param>
    /// <param name="byPort">Targets of 0.0.0.0:port: what HTTP services share, and services without an address.</param>
    public OutboundTable(Dictionary<Key, Target> byAddress, Dictionary<int, Target> byPort)
    {
        this.byAddress = byAddress;
        this.byPort = byPort;
        lengths = [.. byAddress.Keys.Select(key => key.Prefix.Length).Distinct().OrderDescending()];
    }

    /// <summary>By port alone, for admin and the next build.</summary>
    public IReadOnlyDictionary<int, Target> ByPort => byPort;

    public IReadOnlyDictionary<Key, Target> ByAddress => byAddress;

    /// <summary>What an address and port mean: a service's VIP, a port shared by HTTP services, or null: unknown, which the outbound policy decides.</summary>
    public Target? Find(IPEndPoint destination)
    {
        var address = AddressKey.Of(destination.Address);
        foreach (var length in lengths)
        {
            var prefix = new AddressPrefix(AddressKey.Mask(address, length), length);
            if (byAddress.TryGetValue(new Key(prefix, destination.Port), out var target))
                return target;
        }

        return byPort.GetValueOrDefault(destination.Port);
    }
}
