using System.Net;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Names;
using Mesh.Proxy.Telemetry.Logging;
using Mesh.Transport;

namespace Mesh.Proxy.Config;

/// <summary>
/// Resolves the names among endpoints (5.14), away from all workers: answers make a new snapshot. A good answer stays in use until there is another good one.
/// As Envoy does under Istio (respect_dns_ttl), a name is asked for again when its TTL is over, or after dnsRefreshRate if it has none; with jitter, so that a
/// mesh does not ask in step. Lookups at once are bounded: each holds sockets.
/// </summary>
/// <param name="loop">The main loop.</param>
/// <param name="lookup">Asks.</param>
/// <param name="families">Addresses of others are used only where there are none of these.</param>
/// <param name="seed">Of the jitter.</param>
sealed class DnsResolver(EventLoop loop, INameLookup lookup, UsableFamilies families, ulong seed)
{
    const int MaxLookups = 32;
    const int MaxAddresses = 256;
    const int MaxBackoffShift = 6;

    /// <summary>Istio's default of meshConfig.dnsRefreshRate.</summary>
    static readonly TimeSpan Refresh = TimeSpan.FromSeconds(60);

    static readonly TimeSpan ShortestTtl = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestTtl = TimeSpan.FromDays(1);
    static readonly TimeSpan LeastJitter = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan MostJitter = TimeSpan.FromSeconds(5);
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
        lookup.Lookup(name.Name, answer => OnAnswer(name, answer));
    }

    void OnAnswer(DnsName name, NameAnswer answer)
    {
        asking--;
        while (asking < MaxLookups && waiting.TryDequeue(out var next))
        {
            if (!next.IsGone)
                Ask(next);
        }

        if (name.IsGone)
            return;
        Note(name, answer.Outcome);
        loop.Timers.Set(name, NextIn(name, answer));

        // Half an answer is better than none, but not than a whole one.
        var usable = Usable(answer.Addresses, name.Answer ?? []);
        if (usable.Length == 0 || (answer.Outcome == NameOutcome.Partial && name.Answer is not null))
            return;
        if (!(name.Answer ?? []).SequenceEqual(usable))
        {
            name.Answer = usable;
            loop.Timers.Set(settle ??= new SettleTimer(this), Settling);
        }
    }

    static void Note(DnsName name, NameOutcome outcome)
    {
        var isGood = outcome == NameOutcome.Found;
        if (!isGood && name.Failures == 0)
            Log.Write(LogArea.Config, LogLevel.Warning, $"{name.Name} {Explain(outcome)}; {Kept(name)}");
        else if (isGood && name.Failures > 0)
            Log.Write(LogArea.Config, LogLevel.Info, $"{name.Name} is resolved again");
        name.Failures = isGood ? 0 : name.Failures + 1;
    }

    static string Kept(DnsName name) => name.Answer is { } before ? $"the {before.Length} addresses of before stay in use" : "it has none so far";

    static string Explain(NameOutcome outcome) => outcome switch
    {
        NameOutcome.Found => "is resolved",
        NameOutcome.Partial => "is resolved for one address family only",
        NameOutcome.None => "does not exist or has no address",
        NameOutcome.Failed => "cannot be resolved: no DNS server gives an answer",
    };

    // What was there before stays in its place: a server that rotates its answer changes nothing, and "the first record" stays the same.
    IPAddress[] Usable(IPAddress[] addresses, IPAddress[] before)
    {
        var reachable = addresses.Where(families.Has).ToArray();
        var usable = (reachable.Length > 0 ? reachable : addresses).Distinct().Take(MaxAddresses).ToArray();
        return [.. before.Where(usable.Contains), .. usable.Where(address => !before.Contains(address))];
    }

    TimeSpan NextIn(DnsName name, NameAnswer answer) => answer.Outcome switch
    {
        NameOutcome.Found => AfterTtl(answer.TimeToLive),
        // Whoever said that there is none also says for how long; a name that is being set up is not made to wait longer than others are refreshed.
        NameOutcome.None when answer.TimeToLive is { } ttl => Backoff.Jittered(Least(ttl + ShortestTtl, Refresh), ref random),
        _ => Backoff.Jittered(Least(FirstRetry * (1 << Math.Min(name.Failures - 1, MaxBackoffShift)), Refresh), ref random),
    };

    /// <summary>As in Envoy, a TTL of 0 is none. Not before it is over: whoever caches for us would give the rest of the same answer.</summary>
    TimeSpan AfterTtl(TimeSpan? ttl)
    {
        var wait = ttl is { } told && told > TimeSpan.Zero ? told : Refresh;
        wait = wait < ShortestTtl ? ShortestTtl : Least(wait, LongestTtl);
        var jitter = Least(wait / 10, MostJitter);
        return wait + ((jitter > LeastJitter ? jitter : LeastJitter) * (random.Next() / (double)uint.MaxValue));
    }

    static TimeSpan Least(TimeSpan left, TimeSpan right) => left < right ? left : right;

    void PublishAnswers()
    {
        Answers = new DnsAnswers(names.Values.Where(name => name.Answer is not null).ToDictionary(name => name.Name, name => name.Answer!));
        Changed?.Invoke();
    }
}
