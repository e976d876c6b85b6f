using Google.Protobuf;
using Google.Protobuf.Collections;
using Mesh.Contract;

namespace Mesh.ControlPlane.Distribution;

/// <summary>
/// What a proxy says it holds when it comes: needed until it has been told the difference, and bounded until then, for each proxy and for all
/// of them together. A hello is no proof that a peer is one.
/// </summary>
sealed class HeldHashes(Distributor distributor, DistributionOptions options)
{
    Dictionary<ResourceKey, ByteString>? hashes = [];
    int length;

    /// <summary>Until <see cref="Release"/>.</summary>
    public bool AreKnown => hashes is not null;

    public IReadOnlyDictionary<ResourceKey, ByteString> ByKey => hashes ?? [];

    /// <summary>Takes what stands in a hello and what follows it.</summary>
    /// <returns>False with the reader's error when that is too much, or cannot be read.</returns>
    public async ValueTask<bool> ReadAsync(Hello hello, SessionReader reader)
    {
        if (!Take(hello.Held, reader))
            return false;
        hello.Held.Clear();
        for (var more = hello.MoreHeld; more;)
        {
            if (await reader.HeldAsync() is not { } next || !Take(next.Held, reader))
                return false;
            more = next.More;
        }

        return true;
    }

    public void Release()
    {
        hashes = null;
        distributor.TryReserveHeld(-length);
        length = 0;
    }

    bool Take(RepeatedField<Held> some, SessionReader reader)
    {
        var added = some.Sum(one => one.CalculateSize());
        if (length + added > options.MaxHeldLength)
            return reader.Fail($"what the proxy holds is more than {options.MaxHeldLength} bytes to name");
        if (!distributor.TryReserveHeld(added))
            return reader.Fail("too many proxies are introducing themselves at once, try again");
        length += added;
        foreach (var one in some)
            hashes![new ResourceKey(one.Kind, one.Name)] = one.Hash;
        return true;
    }
}
