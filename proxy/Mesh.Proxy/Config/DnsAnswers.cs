using System.Net;

namespace Mesh.Proxy.Config;

/// <summary>What names resolve to, at one moment. Immutable; an answer that did not change is the same array.</summary>
sealed class DnsAnswers(IReadOnlyDictionary<string, IPAddress[]> byName)
{
    public static readonly DnsAnswers None = new(new Dictionary<string, IPAddress[]>());

    /// <summary>Empty while there was no good answer yet.</summary>
    public IPAddress[] Of(string name) => byName.GetValueOrDefault(name) ?? [];
}
