using System.Net;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Detection;

/// <summary>
/// What destinations of undeclared protocol turned out to speak: a hint for how long to wait for the next client, never a decision. Bounded, as
/// addresses are the clients' choice: places are found by hash, and of the few that share one the longest unused goes. One worker writes, admin reads.
/// </summary>
sealed class SpokenTable
{
    const int Sets = 256;
    const int Ways = 4;

    readonly SpokenDestination?[] places = new SpokenDestination?[Sets * Ways];
    long uses;

    /// <summary>In no order. For any thread.</summary>
    public IEnumerable<SpokenDestination> All => Enumerable.Range(0, places.Length).Select(place => Volatile.Read(ref places[place])).OfType<SpokenDestination>();

    /// <summary>Null: it is not known, or no longer.</summary>
    public SpokenProtocol? Recall(Direction direction, IPEndPoint address) => Find(direction, address, out _)?.Protocol;

    public void Note(Direction direction, IPEndPoint address, SpokenProtocol spoken)
    {
        var known = Find(direction, address, out var place);
        var destination = known ?? new SpokenDestination(direction, address);
        destination.LastUse = ++uses;
        destination.Note(spoken);
        if (known is null)
        {
            Volatile.Write(ref places[place], destination);
        }
    }

    /// <param name="direction">The same address inbound and outbound is two destinations.</param>
    /// <param name="address">Where the client meant to go.</param>
    /// <param name="place">Where it is, or belongs: a free place, or the longest unused.</param>
    SpokenDestination? Find(Direction direction, IPEndPoint address, out int place)
    {
        var key = AddressKey.Of(address.Address);
        var first = (HashCode.Combine(direction, key, address.Port) & (Sets - 1)) * Ways;
        place = first;
        for (var i = first; i < first + Ways; i++)
        {
            if (places[i] is { } destination && destination.Direction == direction && destination.Address.Port == address.Port
                && AddressKey.Of(destination.Address.Address) == key)
            {
                place = i;
                return destination;
            }

            place = LastUse(i) < LastUse(place) ? i : place;
        }

        return null;
    }

    long LastUse(int place) => places[place]?.LastUse ?? 0;
}
