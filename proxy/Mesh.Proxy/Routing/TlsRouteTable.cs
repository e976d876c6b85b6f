using System.Net;
using System.Text;
using Mesh.Protocols.Tls;

namespace Mesh.Proxy.Routing;

/// <summary>
/// Rules for connections that begin with a ClientHello, by the name it asks for (3.31): as with Envoy's filter chains the most specific name wins, an exact
/// one before the longest "*.suffix" before "*"; of its rules the first whose subnets have the destination.
/// </summary>
sealed class TlsRouteTable
{
    readonly DomainTable names;
    readonly TcpRouteTable[] routes;

    /// <param name="ServerNames">Lower case: names, "*.suffix" or "*"; none: any, and clients that ask for none.</param>
    /// <param name="Route">Where to.</param>
    internal readonly record struct Entry(IReadOnlyList<string> ServerNames, TcpRouteTable.Entry Route);

    /// <param name="entries">In order of precedence.</param>
    public TlsRouteTable(IReadOnlyList<Entry> entries)
    {
        Entries = entries;
        var byName = entries.SelectMany(NamesOf, (entry, name) => (Name: name, entry.Route)).GroupBy(one => one.Name, one => one.Route).ToList();
        names = new DomainTable([.. byName.Select(group => (IReadOnlyList<string>)[group.Key])]);
        routes = [.. byName.Select(group => new TcpRouteTable([.. group]))];
    }

    public IReadOnlyList<Entry> Entries { get; }

    /// <param name="serverName">As the client asks for it, in lower case; empty: it asks for none.</param>
    /// <param name="destination">Where it meant to go.</param>
    /// <returns>Null: no rule matches, or one that leads nowhere.</returns>
    public Route? Match(string serverName, IPEndPoint destination)
    {
        Span<byte> bytes = stackalloc byte[TlsServerName.MaxLength];
        var index = names.Find(bytes[..Encoding.ASCII.GetBytes(serverName, bytes)]);
        return index < 0 ? null : routes[index].Match(destination);
    }

    static IReadOnlyList<string> NamesOf(Entry entry) => entry.ServerNames.Count == 0 ? ["*"] : entry.ServerNames;
}
