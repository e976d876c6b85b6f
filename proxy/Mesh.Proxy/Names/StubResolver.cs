using System.Net;
using Mesh.Transport;

namespace Mesh.Proxy.Names;

/// <summary>
/// Resolves names as the host's C library would (nsswitch's "files dns"): literals, /etc/hosts, then the servers of /etc/resolv.conf along its search list; and
/// tells how long an answer holds, which the C library does not. Runs on a loop and holds no thread.
/// </summary>
/// <param name="loop">The main loop.</param>
/// <param name="resolvConf">Read again when it changes, as is <paramref name="hosts"/>.</param>
/// <param name="hosts">/etc/hosts.</param>
sealed class StubResolver(EventLoop loop, string resolvConf = StubResolver.ResolvConf, string hosts = StubResolver.Hosts) : INameLookup
{
    const string ResolvConf = "/etc/resolv.conf";
    const string Hosts = "/etc/hosts";

    readonly WatchedFile<ResolverConfiguration> configurationFile = new(resolvConf, ResolverConfiguration.Parse);
    readonly WatchedFile<HostsFile> hostsFile = new(hosts, HostsFile.Parse);
    int readings;
    int server;

    public EventLoop Loop { get; } = loop;

    public NegativeCache Negative { get; } = new(loop.Timers);

    /// <summary>For tests: what the file says, changed.</summary>
    internal Func<ResolverConfiguration, ResolverConfiguration> Adjust { get; init; } = static configuration => configuration;

    public void Lookup(string name, Action<NameAnswer> done)
    {
        if (FindLocally(name.EndsWith('.') ? name[..^1] : name) is { } addresses)
        {
            Loop.Schedule(_ => done(NameAnswer.Of(addresses)), null);
            return;
        }

        var configuration = Adjust(configurationFile.Current);
        if (readings != configurationFile.Readings)
        {
            // Other servers may know other names.
            readings = configurationFile.Readings;
            server = 0;
            Negative.Clear();
        }

        var lookup = new NameLookup(this, configuration, SearchList.Of(name, configuration), done);
        Loop.Schedule(static lookup => ((NameLookup)lookup!).Next(), lookup);
    }

    /// <summary>The one that answered last, so that a dead one is waited for once and not with every name; with `rotate`, each in turn.</summary>
    public int FirstServer(ResolverConfiguration configuration) =>
        (configuration.Rotates ? server++ & int.MaxValue : server) % configuration.Servers.Count;

    /// <summary>A server has answered, or none has.</summary>
    public void OnServer(DnsQuestion question, ResolverConfiguration configuration)
    {
        if (!configuration.Rotates)
        {
            server = question.Server;
        }
    }

    IPAddress[]? FindLocally(string name) =>
        IPAddress.TryParse(name, out var literal) ? [literal]
        : hostsFile.Current.Find(name) ?? (IsLocalhost(name) ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : null);

    /// <summary>RFC 6761 section 6.3: no server is asked for these.</summary>
    static bool IsLocalhost(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
