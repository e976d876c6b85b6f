using Mesh.Transport;

namespace Mesh.Proxy.Names;

/// <summary>
/// Names that do not exist, for as long as their zones say (RFC 2308): a name that is found last along a search list costs one question, not five. Bounded; when
/// it is full, nothing is noted until something has run out.
/// </summary>
sealed class NegativeCache(TimerWheel timers)
{
    const int Capacity = 1024;

    static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    readonly Dictionary<string, long> until = new(StringComparer.OrdinalIgnoreCase);

    public void Clear() => until.Clear();

    public void Add(string name, TimeSpan time)
    {
        if (until.Count >= Capacity)
        {
            Expire();
        }

        if (until.Count < Capacity)
        {
            until[name] = timers.Now + (long)(time < Longest ? time : Longest).TotalMilliseconds;
        }
    }

    /// <summary>For how long the name is still known not to exist; null: that is not known.</summary>
    public TimeSpan? Left(string name) =>
        until.TryGetValue(name, out var end) && end > timers.Now ? TimeSpan.FromMilliseconds(end - timers.Now) : null;

    void Expire()
    {
        foreach (var name in until.Where(entry => entry.Value <= timers.Now).Select(entry => entry.Key).ToArray())
        {
            until.Remove(name);
        }
    }
}
