using Mesh.Contract;

namespace Mesh.Proxy.Telemetry.Peers;

/// <summary>
/// A worker's decoded peers. Equal header values give the same object, so that metric series can be told apart by reference. Two-way set-associative
/// with the least recently used of a set replaced: bounded, and a peer that sends a new value with each request only replaces
/// entries; they are found again at the cost of one decode. For the worker's thread.
/// </summary>
sealed class PeerMetadataCache
{
    const int Sets = 128;

    readonly PeerMetadata?[] recent = new PeerMetadata?[Sets];
    readonly PeerMetadata?[] older = new PeerMetadata?[Sets];

    /// <summary>
    /// Who a header value says the peer is; an empty identity if it does not say.
    /// </summary>
    /// <param name="value">The header's value; empty if there is no such header.</param>
    /// <param name="last">The connection's own memory of its last answer: peers repeat themselves, and an equal value then costs one comparison.</param>
    public WorkloadIdentity Resolve(ReadOnlySpan<byte> value, ref PeerMetadata? last)
    {
        if (last is null || !last.Matches(value))
        {
            last = Lookup(value);
        }

        return last.Identity;
    }

    /// <summary>As the other, where there is no connection to remember for.</summary>
    public WorkloadIdentity Resolve(ReadOnlySpan<byte> value) => Lookup(value).Identity;

    PeerMetadata Lookup(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.Length > PeerMetadataHeader.MaxLength)
        {
            return PeerMetadata.Unknown;
        }

        // HashCode is seeded per process: a peer cannot aim at one set.
        var hash = default(HashCode);
        hash.AddBytes(value);
        var set = hash.ToHashCode() & (Sets - 1);
        if (recent[set] is { } first && first.Matches(value))
        {
            return first;
        }

        var found = older[set] is { } second && second.Matches(value) ? second : Decode(value);
        older[set] = recent[set];
        return recent[set] = found;
    }

    static PeerMetadata Decode(ReadOnlySpan<byte> value) =>
        new(value.ToArray(), PeerMetadataDecoder.Decode(value) ?? PeerMetadata.Unknown.Identity);
}
