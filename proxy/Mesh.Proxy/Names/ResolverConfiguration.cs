using System.Globalization;
using System.Net;

namespace Mesh.Proxy.Names;

/// <summary>/etc/resolv.conf (resolv.conf(5)). What is not understood is passed over, as by every resolver; limits are glibc's.</summary>
sealed record ResolverConfiguration
{
    const int DnsPort = 53;
    const int MaxServers = 3;
    const int MaxSearch = 32;
    const int MaxDots = 15;
    const int MaxTimeoutSeconds = 30;
    const int MaxAttempts = 5;

    /// <summary>Without a nameserver the one of this host is asked.</summary>
    public static readonly ResolverConfiguration Default = new();

    static readonly char[] Blanks = [' ', '\t', '\r'];

    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [new IPEndPoint(IPAddress.Loopback, DnsPort)];

    /// <summary>Without dots at the end.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>A name with fewer dots is looked for along the search list first.</summary>
    public int Dots { get; init; } = 1;

    /// <summary>For one server, once.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often all servers are asked.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>Each lookup begins with another server.</summary>
    public bool Rotates { get; init; }

    /// <summary>use-vc: never by UDP.</summary>
    public bool UsesTcp { get; init; }

    public static ResolverConfiguration Parse(string text)
    {
        var servers = new List<IPEndPoint>();
        var configuration = Default;
        foreach (var line in text.Split('\n'))
        {
            // A comment begins with the line.
            var words = line is ['#' or ';', ..] ? [] : line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
            configuration = words switch
            {
                ["nameserver", var address, ..] => configuration.WithServer(servers, address),
                ["search", .. var domains] => configuration with { Search = Names(domains) },
                ["domain", var domain, ..] => configuration with { Search = Names([domain]) },
                ["options", .. var options] => options.Aggregate(configuration, (current, option) => current.With(option)),
                _ => configuration,
            };
        }

        return servers.Count == 0 ? configuration : configuration with { Servers = servers };
    }

    static string[] Names(string[] domains) => [.. domains.Select(domain => domain.TrimEnd('.')).Where(domain => domain.Length > 0).Take(MaxSearch)];

    ResolverConfiguration WithServer(List<IPEndPoint> servers, string address)
    {
        if (servers.Count < MaxServers && IPAddress.TryParse(address, out var parsed))
        {
            servers.Add(new IPEndPoint(parsed, DnsPort));
        }

        return this;
    }

    ResolverConfiguration With(string option) => option.Split(':', 2) switch
    {
        ["ndots", var text] when Number(text) is { } dots => this with { Dots = Math.Min(dots, MaxDots) },
        ["timeout", var text] when Number(text) is { } seconds => this with { Timeout = TimeSpan.FromSeconds(Math.Clamp(seconds, 1, MaxTimeoutSeconds)) },
        ["attempts", var text] when Number(text) is { } attempts => this with { Attempts = Math.Clamp(attempts, 1, MaxAttempts) },
        ["rotate"] => this with { Rotates = true },
        ["use-vc"] => this with { UsesTcp = true },
        _ => this,
    };

    static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
