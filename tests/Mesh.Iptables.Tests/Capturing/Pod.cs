using System.Net.Sockets;
using System.Runtime.InteropServices;
using Mesh.Iptables.Applying;
using Mesh.Iptables.Host;
using Mesh.Iptables.Options;
using Mesh.Iptables.Tests.Options;
using Mesh.Testing.Netns;

namespace Mesh.Iptables.Tests.Capturing;

/// <summary>
/// Two hosts on one wire: a pod whose traffic is captured, and a peer outside. Each has an IPv4 and an IPv6 address.
/// Everything vanishes with the namespaces.
/// </summary>
sealed class Pod : IAsyncDisposable
{
    public const string Address = "10.77.0.1";
    public const string AddressV6 = "fd77::1";
    public const string PeerAddress = "10.77.0.2";
    public const string PeerAddressV6 = "fd77::2";

    /// <summary>Interface of the pod on the wire.</summary>
    public const string Interface = "wire0";

    /// <summary>The program itself, for `dotnet`.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "mesh-iptables.dll");

    Pod(NetworkNamespace inside, NetworkNamespace peer)
    {
        Inside = inside;
        Peer = peer;
    }

    public NetworkNamespace Inside { get; }

    public NetworkNamespace Peer { get; }

    public static async Task<Pod> Create(IptablesVariant variant)
    {
        SkipUnlessPossible(variant);
        var pod = new Pod(await NetworkNamespace.Create("pod"), await NetworkNamespace.Create("peer"));
        try
        {
            await pod.Inside.Run("ip", "link", "add", Interface, "type", "veth", "peer", "name", "wire1", "netns", pod.Peer.Name);
            await Configure(pod.Inside, Interface, Address, AddressV6);
            await Configure(pod.Peer, "wire1", PeerAddress, PeerAddressV6);
            return pod;
        }
        catch
        {
            await pod.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs mesh-iptables inside the pod, on a thread that is there: the programs it starts are there too.</summary>
    public (int ExitCode, string Output, string Error) Iptables(params string[] arguments) => Iptables([], arguments);

    /// <param name="environment">Variables as NAME=value.</param>
    public (int ExitCode, string Output, string Error) Iptables(string[] environment, string[] arguments) => Inside.In(() =>
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var commandLine = new CommandLine(given => new CaptureProgram(
            new OptionSource(given, name => Given.Lookup(environment, name)), new PosixAccounts(), new CommandRunner(), output, error).Run());
        return (commandLine.Invoke(arguments, output, error), output.ToString(), error.ToString());
    });

    /// <summary>Runs mesh-iptables as a process: --run-validation changes the uid of the whole process, which no other test may see.</summary>
    public Task<(int ExitCode, string Output, string Error)> IptablesProcess(params string[] arguments) =>
        Inside.Try(["dotnet", Program, .. arguments]);

    /// <summary>Applies rules, which must succeed.</summary>
    public void Capture(IptablesVariant variant, params string[] arguments)
    {
        var (exitCode, _, error) = Iptables([.. arguments, "--dual-stack", "--force-iptables-binary", variant.ToString().ToLowerInvariant()]);
        Assert.True(exitCode == 0, error);
    }

    /// <summary>All rules in force in all variants and families, without what changes by itself (dates, counters).</summary>
    public async Task<string> RulesInForce()
    {
        var text = "";
        foreach (var name in (string[])["iptables-legacy-save", "iptables-nft-save", "ip6tables-legacy-save", "ip6tables-nft-save"])
        {
            var lines = (await Inside.Run(name)).Split('\n').Where(line => line.StartsWith('-') || line.EndsWith("- [0:0]", StringComparison.Ordinal));
            text += $"{name}\n{string.Join('\n', lines)}\n";
        }

        return text;
    }

    /// <summary>An unconnected socket of a process with the given ids.</summary>
    public Socket NewSocket(uint uid, uint gid, AddressFamily family) => Inside.In(() =>
    {
        // Rules look at the file-system ids of the thread that made the socket. The thread ends with this call.
        _ = setfsgid(gid);
        _ = setfsuid(uid);
        return new Socket(family, SocketType.Stream, ProtocolType.Tcp);
    });

    public async ValueTask DisposeAsync()
    {
        await Inside.DisposeAsync();
        await Peer.DisposeAsync();
    }

    static async Task Configure(NetworkNamespace host, string card, string address, string addressV6)
    {
        await host.Run("ip", "addr", "add", $"{address}/24", "dev", card);
        await host.Run("ip", "addr", "add", $"{addressV6}/64", "dev", card, "nodad");
        await host.Run("ip", "link", "set", card, "up");
        await host.Run("ip", "route", "add", "default", "via", address == Address ? PeerAddress : Address);
    }

    static void SkipUnlessPossible(IptablesVariant variant)
    {
        Assert.SkipWhen(NetworkNamespace.Unavailable is not null, NetworkNamespace.Unavailable ?? "");
        var program = variant == IptablesVariant.Nft ? "iptables-nft" : "iptables-legacy";
        Assert.SkipUnless(new CommandRunner().Exists(program), $"needs {program}");
    }

    [DllImport("libc")]
    static extern int setfsuid(uint uid);

    [DllImport("libc")]
    static extern int setfsgid(uint gid);
}
