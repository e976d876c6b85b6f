using System.Net;

namespace Mesh.Proxy.Routing;

/// <summary>TCP rules of one target, in order (3.32).</summary>
sealed class TcpRouteTable(IReadOnlyList<TcpRouteTable.Entry> entries)
{
    readonly Entry[] entries = [.. entries];

    /// <param name="Subnets">One of them has to contain the destination; none listed: any.</param>
    /// <param name="Route">Where to.</param>
    internal readonly record struct Entry(AddressPrefix[] Subnets, Route Route);

    public IReadOnlyList<Entry> Entries => entries;

    /// <summary>A table that leads every connection to one route.</summary>
    public static TcpRouteTable Single(Route route) => new([new Entry([], route)]);

    /// <summary>Null: no rule matches, or one that leads nowhere; the connection is closed (NR).</summary>
    public Route? Match(IPEndPoint destination)
    {
        var address = AddressKey.Of(destination.Address);
        foreach (ref readonly var entry in entries.AsSpan())
        {
            if (entry.Subnets.Length == 0 || Contains(entry.Subnets, address))
                return entry.Route.Clusters.LeadsNowhere ? null : entry.Route;
        }

        return null;
    }

    static bool Contains(AddressPrefix[] subnets, UInt128 address)
    {
        foreach (var subnet in subnets)
        {
            if (subnet.Contains(address))
                return true;
        }

        return false;
    }
}
