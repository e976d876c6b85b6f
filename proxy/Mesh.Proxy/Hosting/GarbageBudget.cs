using Mesh.Transport;

namespace Mesh.Proxy.Hosting;

/// <summary>
/// Keeps what the process holds near what it needs. Requests allocate nothing, so the only garbage is of connections, admin pages and configuration;
/// the runtime would let it grow to a share of the machine's cache, tens of megabytes, before it looks. A young collection over so little
/// takes well under a millisecond.
/// </summary>
/// <param name="timers">The main loop's.</param>
/// <param name="allocated">Bytes allocated by the process so far.</param>
/// <param name="collections">Collections so far.</param>
/// <param name="collect">Collects the young generation.</param>
sealed class GarbageBudget(TimerWheel timers, Func<long> allocated, Func<int> collections, Action collect) : TimerEntry
{
    /// <summary>Bytes of new garbage that are worth a collection.</summary>
    const long Budget = 4 * 1024 * 1024;

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    long seen;
    int collectionsSeen;

    public static GarbageBudget OfProcess(TimerWheel timers) => new(
        timers,
        static () => GC.GetTotalAllocatedBytes(),
        static () => GC.CollectionCount(0),
        static () => GC.Collect(0, GCCollectionMode.Forced, blocking: true));

    /// <summary>On the main loop.</summary>
    public void Start() => timers.Set(this, Interval);

    protected override void OnDue()
    {
        var total = allocated();
        if (collections() != collectionsSeen)
        {
            // The runtime was here by itself.
            Remember(total);
        }
        else if (total - seen >= Budget)
        {
            collect();
            Remember(total);
        }

        timers.Set(this, Interval);
    }

    void Remember(long total)
    {
        seen = total;
        collectionsSeen = collections();
    }
}
