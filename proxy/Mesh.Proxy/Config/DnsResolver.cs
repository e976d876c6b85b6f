using System.Net;
using System.Net.Sockets;
using Mesh.Proxy.LoadBalancing;
using Mesh.Transport;

namespace Mesh.Proxy.Config;

/// <summary>
/// Resolves the names among endpoints (5.14), away from all workers: answers come back to the main loop and make a new snapshot. A good answer stays in use
/// until there is another good one; the system tells no TTL, so names are asked for again after a fixed time, with jitter so that a mesh does not ask
/// in step. Lookups at once are bounded: each may hold a thread.
/// </summary>
/// <param name="loop">The main loop.</param>
/// <param name="lookup">Asks.</param>
/// <param name="hasIPv6">False: IPv6 addresses are used only where there are no others.</param>
/// <param name="seed">Of the jitter.</param>
sealed class DnsResolver(EventLoop loop, INameLookup lookup, bool hasIPv6, ulong seed)
{
    const int MaxLookups = 8;
    const int MaxAddresses = 256;
    const int MaxBackoffShift = 6;

    static readonly TimeSpan Refresh = TimeSpan.FromSeconds(60);
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    /// <summary>Answers that come close together make one snapshot.</summary>
    static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(20);

    readonly Dictionary<string, DnsName> names = new(StringComparer.Ordinal);
    readonly Queue<DnsName> waiting = new();
    FastRandom random = new(seed);
    SettleTimer? settle;
    int asking;

    sealed class SettleTimer(DnsResolver resolver) : TimerEntry
    {
        protected override void OnDue() => resolver.PublishAnswers();
    }

    public DnsAnswers Answers { get; private set; } = DnsAnswers.None;

    /// <summary>There are other <see cref="Answers"/>.</summary>
    public event Action? Changed;

    /// <summary>From now on exactly these names are resolved.</summary>
    public void Watch(IReadOnlySet<string> wanted)
    {
        foreach (var gone in names.Values.Where(name => !wanted.Contains(name.Name)).ToList())
        {
            gone.IsGone = true;
            loop.Timers.Cancel(gone);
            names.Remove(gone.Name);
        }

        foreach (var name in wanted)
        {
            if (names.ContainsKey(name))
                continue;
            names[name] = new DnsName(name, this);
            Ask(names[name]);
        }
    }

    internal void Ask(DnsName name)
    {
        if (asking >= MaxLookups)
        {
            waiting.Enqueue(name);
            return;
        }

        asking++;
        lookup.Lookup(name.Name, addresses => loop.Schedule(
            static state => ((Action)state!)(), (Action)(() => OnAnswer(name, addresses))));
    }

    void OnAnswer(DnsName name, IPAddress[]? addresses)
    {
        asking--;
        while (asking < MaxLookups && waiting.TryDequeue(out var next))
        {
            if (!next.IsGone)
                Ask(next);
        }

        if (name.IsGone)
            return;
        var usable = Usable(addresses ?? [], name.Answer ?? []);
        name.Failures = usable.Length == 0 ? name.Failures + 1 : 0;
        loop.Timers.Set(name, NextIn(name));
        if (usable.Length > 0 && !(name.Answer ?? []).SequenceEqual(usable))
        {
            name.Answer = usable;
            loop.Timers.Set(settle ??= new SettleTimer(this), Settling);
        }
    }

    // What was there before stays in its place: a server that rotates its answer changes nothing, and "the first record" stays the same.
    IPAddress[] Usable(IPAddress[] addresses, IPAddress[] before)
    {
        var families = addresses.Where(address => hasIPv6 || address.AddressFamily == AddressFamily.InterNetwork).ToArray();
        var usable = (families.Length > 0 ? families : addresses).Distinct().Take(MaxAddresses).ToArray();
        return [.. before.Where(usable.Contains), .. usable.Where(address => !before.Contains(address))];
    }

    TimeSpan NextIn(DnsName name)
    {
        var wait = name.Failures == 0 ? Refresh : FirstRetry * (1 << Math.Min(name.Failures - 1, MaxBackoffShift));
        return Backoff.Jittered(wait < Refresh ? wait : Refresh, ref random);
    }

    void PublishAnswers()
    {
        Answers = new DnsAnswers(names.Values.Where(name => name.Answer is not null).ToDictionary(name => name.Name, name => name.Answer!));
        Changed?.Invoke();
    }
}
