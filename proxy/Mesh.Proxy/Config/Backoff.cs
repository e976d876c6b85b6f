using Mesh.Proxy.LoadBalancing;

namespace Mesh.Proxy.Config;

/// <summary>How long to wait before the next try: doubling up to a limit, with jitter, so that a thousand proxies do not come back at once.</summary>
struct Backoff(TimeSpan first, TimeSpan longest)
{
    int failures;

    public void Reset() => failures = 0;

    public TimeSpan Next(ref FastRandom random)
    {
        var wait = first * Math.Pow(2, Math.Min(failures++, 30));
        return Jittered(wait < longest ? wait : longest, ref random);
    }

    /// <summary>Between half of it and all of it.</summary>
    public static TimeSpan Jittered(TimeSpan wait, ref FastRandom random) => wait * (0.5 + random.Next() / (2.0 * uint.MaxValue));
}
