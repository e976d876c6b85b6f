using System.Numerics;
using System.Text;

namespace Mesh.Proxy.Routing;

/// <summary>
/// From a Host to the index of its virtual host: exact names first, then "*.suffix" with the longest suffix first, then "*" (Envoy's order). One pass
/// over the host's bytes from its end, so that the hash of every suffix is at hand when its dot is reached. All names lie in one array.
/// </summary>
sealed class DomainTable
{
    /// <summary>RFC 1035 section 2.3.4; anything longer is no name we could know, except by "*".</summary>
    const int MaxName = 255;

    readonly byte[] names;
    readonly Slot[] slots;
    readonly int wildcard = -1;
    readonly bool hasSuffixes;

    readonly record struct Slot(uint Hash, int Start, int Length, int Value)
    {
        public bool IsEmpty => Length == 0;
    }

    /// <param name="hosts">The domains of each: what Find gives is the index in here. Of two that have the same the first has it.</param>
    public DomainTable(IReadOnlyList<IReadOnlyList<string>> hosts)
    {
        // A suffix is kept with its leading dot: no exact name has one, so both kinds share the slots.
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < hosts.Count; i++)
        {
            foreach (var domain in hosts[i])
            {
                if (domain == "*")
                    wildcard = wildcard < 0 ? i : wildcard;
                else if (domain.Length > 0)
                    keys.TryAdd(domain.StartsWith("*.", StringComparison.Ordinal) ? domain[1..] : domain, i);
            }
        }

        hasSuffixes = keys.Keys.Any(key => key[0] == '.');
        names = new byte[keys.Keys.Sum(key => Encoding.UTF8.GetByteCount(key))];
        slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)keys.Count * 2 + 1)];
        var start = 0;
        foreach (var (key, value) in keys)
            start += Insert(key, start, value);
    }

    /// <param name="authority">As sent: port, case and a trailing dot do not matter.</param>
    /// <returns>The index of the virtual host, or -1.</returns>
    public int Find(ReadOnlySpan<byte> authority)
    {
        var host = Authority.HostOf(authority);
        if (host.IsEmpty || host.Length > MaxName)
            return wildcard;

        Span<byte> lower = stackalloc byte[MaxName];
        lower = lower[..host.Length];
        uint hash = 0;
        var best = wildcard;
        for (var i = host.Length - 1; i >= 0; i--)
        {
            lower[i] = AsciiBytes.ToLower(host[i]);
            hash = Step(hash, lower[i]);
            // The suffix at 0 would be the whole host: "*" stands for at least one character.
            if (hasSuffixes && lower[i] == (byte)'.' && i > 0)
                best = Lookup(lower[i..], hash, best);
        }

        return lower[0] == (byte)'.' ? best : Lookup(lower, hash, best);
    }

    int Lookup(ReadOnlySpan<byte> key, uint hash, int otherwise)
    {
        var mask = slots.Length - 1;
        for (var i = (int)Mix(hash) & mask; ; i = (i + 1) & mask)
        {
            ref readonly var slot = ref slots[i];
            if (slot.IsEmpty)
                return otherwise;
            if (slot.Hash == hash && names.AsSpan(slot.Start, slot.Length).SequenceEqual(key))
                return slot.Value;
        }
    }

    int Insert(string key, int start, int value)
    {
        var length = Encoding.UTF8.GetBytes(key, names.AsSpan(start));
        uint hash = 0;
        for (var i = start + length - 1; i >= start; i--)
            hash = Step(hash, names[i]);

        var mask = slots.Length - 1;
        var at = (int)Mix(hash) & mask;
        while (!slots[at].IsEmpty)
            at = (at + 1) & mask;
        slots[at] = new Slot(hash, start, length, value);
        return length;
    }

    static uint Step(uint hash, byte value) => (hash ^ value) * 0x01000193;

    static uint Mix(uint hash) => (hash ^ (hash >> 15)) * 0x2C1B3C6D >> 4;
}
