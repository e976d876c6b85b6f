using System.Net;

namespace Mesh.Proxy.Names;

/// <summary>What a lookup found.</summary>
/// <param name="Outcome">Whether, and whether that is all.</param>
/// <param name="Addresses">Empty unless some were found.</param>
/// <param name="TimeToLive">For how long this holds, also that there is none; null: nobody said.</param>
sealed record NameAnswer(NameOutcome Outcome, IPAddress[] Addresses, TimeSpan? TimeToLive)
{
    public static readonly NameAnswer Failed = new(NameOutcome.Failed, [], null);

    public static NameAnswer Of(params IPAddress[] addresses) => new(NameOutcome.Found, addresses, null);
}
