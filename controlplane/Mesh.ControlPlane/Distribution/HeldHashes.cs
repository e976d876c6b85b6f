using Google.Protobuf;
using Google.Protobuf.Collections;
using Mesh.Contract;

namespace Mesh.ControlPlane.Distribution;

/// <summary>
/// What a proxy says it holds when it comes: needed until it has been told the difference, and bounded until then, for each proxy and for all
/// of them together. A hello is no proof that a peer is one.
/// </summary>
/// <param name="budget">Of all proxies.</param>
/// <param name="peer">To whom it is charged; null for nobody.</param>
/// <param name="options">With the limit of one proxy.</param>
sealed class HeldHashes(HeldBudget budget, string? peer, DistributionOptions options)
{
    // Objects of an entry beside its texts: key, string, ByteString with its array, and its place in a table that is at times half empty.
    const int EntryCost = 192;

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
        budget.Release(peer, length);
        length = 0;
    }

    /// <summary>Bytes of memory that an entry takes.</summary>
    static int Cost(Held one) => EntryCost + sizeof(char) * one.Name.Length + one.Hash.Length;

    bool Take(RepeatedField<Held> some, SessionReader reader)
    {
        // Else entries of next to no bytes would cost many times what they are.
        if (some.Any(one => one.Kind == Kind.Unspecified || one.Name.Length == 0 || one.Hash.Length != ContentHash.Length))
            return reader.Fail("the proxy names something it holds without kind, name or a whole hash");
        var added = some.Sum(Cost);
        if (length + added > options.MaxHeldLength)
            return reader.Fail($"what the proxy holds takes more than {options.MaxHeldLength} bytes to remember");
        if (budget.TryReserve(peer, added) is { } refusal)
            return reader.Fail(refusal);
        length += added;
        foreach (var one in some)
            hashes![new ResourceKey(one.Kind, one.Name)] = one.Hash;
        return true;
    }
}
