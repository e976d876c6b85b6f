using System.Net;
using Mesh.Transport;

namespace Mesh.Proxy.Config;

/// <summary>One name the resolver watches: its last good answer and when it is asked for again.</summary>
sealed class DnsName(string name, DnsResolver resolver) : TimerEntry
{
    public string Name { get; } = name;

    /// <summary>Null before the first good answer.</summary>
    public IPAddress[]? Answer { get; set; }

    /// <summary>In a row, or answers that were not whole.</summary>
    public int Failures { get; set; }

    /// <summary>No longer wanted: an answer on its way is dropped.</summary>
    public bool IsGone { get; set; }

    protected override void OnDue() => resolver.Ask(this);
}
