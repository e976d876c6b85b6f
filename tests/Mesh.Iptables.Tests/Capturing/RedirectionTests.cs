using System.Net;
using System.Net.Sockets;
using Mesh.Iptables.Options;

namespace Mesh.Iptables.Tests.Capturing;

/// <summary>Real connections through real rules in both variants: which server does each one reach?</summary>
public sealed class RedirectionTests
{
    const uint App = 1000;
    const uint Proxy = 1337;

    static readonly string[] IstioInit =
        ["istio-iptables", "-p", "15001", "-z", "15006", "-u", "1337", "-m", "REDIRECT", "-i", "*", "-x", "", "-b", "*",
         "-d", "15090,15021,15020", "--log_output_level=default:info"];

    public static TheoryData<object, bool> Everywhere => new()
    {
        { IptablesVariant.Nft, false },
        { IptablesVariant.Nft, true },
        { IptablesVariant.Legacy, false },
        { IptablesVariant.Legacy, true },
    };

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Istio_init_arguments_capture_what_they_should(object variant, bool v6)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        pod.Capture((IptablesVariant)variant, IstioInit);
        var family = v6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        var own = v6 ? Pod.AddressV6 : Pod.Address;
        var peer = v6 ? Pod.PeerAddressV6 : Pod.PeerAddress;
        var loopback = v6 ? "::1" : "127.0.0.1";
        using var outbound = new Listener(pod.Inside, 15001, family);
        using var inbound = new Listener(pod.Inside, 15006, family);
        using var app = new Listener(pod.Inside, 8080, family);
        using var health = new Listener(pod.Inside, 15021, family);
        using var tunnel = new Listener(pod.Inside, 15008, family);
        using var server = new Listener(pod.Peer, 8080, family);

        // Outbound of the application, recovered; nothing listens on the second port, and it is captured all the same.
        await Reaches(outbound, pod.NewSocket(App, App, family), peer, 8080);
        await Reaches(outbound, pod.NewSocket(App, App, family), peer, 9999);
        // Outbound of the proxy, by user and by group.
        await Reaches(server, pod.NewSocket(Proxy, App, family), peer, 8080);
        await Reaches(server, pod.NewSocket(App, Proxy, family), peer, 8080);
        // Inbound, the excluded port, and the tunnel.
        await Reaches(inbound, pod.Peer.NewSocket(family), own, 8080);
        await Reaches(health, pod.Peer.NewSocket(family), own, 15021);
        await Reaches(tunnel, pod.Peer.NewSocket(family), own, 15008);
        // Self-calls: the proxy to the pod's own address enters by the server leg, the application over loopback stays direct.
        await Reaches(inbound, pod.NewSocket(Proxy, Proxy, family), own, 8080);
        await Reaches(app, pod.NewSocket(App, App, family), loopback, 8080);
        await Reaches(app, pod.NewSocket(Proxy, Proxy, family), loopback, 8080);
        // The proxy handing an inbound connection to the application.
        var handOver = pod.NewSocket(Proxy, Proxy, family);
        handOver.Bind(new IPEndPoint(IPAddress.Parse(v6 ? "::6" : "127.0.0.6"), 0));
        await Reaches(app, handOver, own, 8080);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Exclusions_are_honoured(object variant, bool v6)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        pod.Capture((IptablesVariant)variant, "-i", "*", "-b", "8080,8081", "-o", "8082", "-x", "10.77.0.128/25,fd77::80/121");
        var family = v6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        var own = v6 ? Pod.AddressV6 : Pod.Address;
        var peer = v6 ? Pod.PeerAddressV6 : Pod.PeerAddress;
        var excluded = v6 ? "fd77::81" : "10.77.0.129";
        await pod.Peer.Run(["ip", "addr", "add", v6 ? $"{excluded}/64" : $"{excluded}/24", "dev", "wire1", .. v6 ? (string[])["nodad"] : []]);
        using var outbound = new Listener(pod.Inside, 15001, family);
        using var inbound = new Listener(pod.Inside, 15006, family);
        using var other = new Listener(pod.Inside, 8083, family);
        using var server = new Listener(pod.Peer, 8080, family);
        using var excludedServer = new Listener(pod.Peer, 8082, family);

        await Reaches(outbound, pod.NewSocket(App, App, family), peer, 8080);
        await Reaches(server, pod.NewSocket(App, App, family), excluded, 8080);
        await Reaches(excludedServer, pod.NewSocket(App, App, family), peer, 8082);
        await Reaches(inbound, pod.Peer.NewSocket(family), own, 8081);
        await Reaches(other, pod.Peer.NewSocket(family), own, 8083);
    }

    [Theory]
    [InlineData(IptablesVariant.Nft)]
    [InlineData(IptablesVariant.Legacy)]
    public async Task Only_included_ranges_and_ports_are_captured(object variant)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        pod.Capture((IptablesVariant)variant, "-i", "10.77.0.128/25", "-q", "8090");
        await pod.Peer.Run("ip", "addr", "add", "10.77.0.129/24", "dev", "wire1");
        using var outbound = new Listener(pod.Inside, 15001, AddressFamily.InterNetwork);
        using var server = new Listener(pod.Peer, 8080, AddressFamily.InterNetwork);

        await Reaches(outbound, pod.NewSocket(App, App, AddressFamily.InterNetwork), "10.77.0.129", 8080);
        await Reaches(outbound, pod.NewSocket(App, App, AddressFamily.InterNetwork), Pod.PeerAddress, 8090);
        await Reaches(server, pod.NewSocket(App, App, AddressFamily.InterNetwork), Pod.PeerAddress, 8080);
    }

    [Theory]
    [InlineData(IptablesVariant.Nft)]
    [InlineData(IptablesVariant.Legacy)]
    public async Task Excluded_interfaces_are_left_alone_both_ways(object variant)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        pod.Capture((IptablesVariant)variant, "-i", "*", "-b", "*", "-c", "wire+");
        using var app = new Listener(pod.Inside, 8080, AddressFamily.InterNetwork);
        using var server = new Listener(pod.Peer, 8080, AddressFamily.InterNetwork);

        await Reaches(app, pod.Peer.NewSocket(), Pod.Address, 8080);
        await Reaches(server, pod.NewSocket(App, App, AddressFamily.InterNetwork), Pod.PeerAddress, 8080);
    }

    [Theory]
    [InlineData(IptablesVariant.Nft)]
    [InlineData(IptablesVariant.Legacy)]
    public async Task Traffic_of_virtual_interfaces_is_treated_as_outbound(object variant)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        pod.Capture((IptablesVariant)variant, "-i", "192.0.2.0/24", "-b", "*", "-k", Pod.Interface);
        using var outbound = new Listener(pod.Inside, 15001, AddressFamily.InterNetwork);
        using var app = new Listener(pod.Inside, 8080, AddressFamily.InterNetwork);

        // The peer stands for a guest whose gateway is the pod: what it sends elsewhere is captured, what it sends to the pod is not.
        await Reaches(outbound, pod.Peer.NewSocket(), "192.0.2.7", 8080);
        await Reaches(app, pod.Peer.NewSocket(), Pod.Address, 8080);
    }

    [Theory]
    [InlineData(IptablesVariant.Nft)]
    [InlineData(IptablesVariant.Legacy)]
    public async Task Owner_groups_select_who_is_captured(object variant)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        var (exitCode, _, error) = pod.Iptables(
            ["ISTIO_OUTBOUND_OWNER_GROUPS=3001,3002"], ["-i", "*", "--force-iptables-binary", variant.ToString()!.ToLowerInvariant()]);
        Assert.True(exitCode == 0, error);
        using var outbound = new Listener(pod.Inside, 15001, AddressFamily.InterNetwork);
        using var server = new Listener(pod.Peer, 8080, AddressFamily.InterNetwork);

        await Reaches(outbound, pod.NewSocket(App, 3001, AddressFamily.InterNetwork), Pod.PeerAddress, 8080);
        await Reaches(outbound, pod.NewSocket(App, 3002, AddressFamily.InterNetwork), Pod.PeerAddress, 8080);
        await Reaches(server, pod.NewSocket(App, 3003, AddressFamily.InterNetwork), Pod.PeerAddress, 8080);
    }

    [Theory]
    [InlineData(IptablesVariant.Nft)]
    [InlineData(IptablesVariant.Legacy)]
    public async Task Validation_passes_with_rules_and_fails_with_126_without(object variant)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        string[] validate = ["--run-validation", "--skip-rule-apply", "--probe-timeout", "300ms"];
        var (exitCode, _, error) = await pod.IptablesProcess(validate);
        Assert.Equal(126, exitCode);
        Assert.Contains("not ready for the mesh", error);

        (exitCode, _, error) = await pod.IptablesProcess([.. IstioInit, "--run-validation", "--force-iptables-binary", variant.ToString()!.ToLowerInvariant()]);
        Assert.True(exitCode == 0, error);
        Assert.Contains("a connection to 127.0.0.6:15002 arrived at 127.0.0.1:15006", error);

        using var outbound = new Listener(pod.Inside, 15001, AddressFamily.InterNetwork);
        using var inbound = new Listener(pod.Inside, 15006, AddressFamily.InterNetwork);
        (exitCode, _, error) = await pod.IptablesProcess(validate);
        Assert.Equal(126, exitCode);
        Assert.Contains("before the proxy starts", error);
    }

    [Theory]
    [InlineData(IptablesVariant.Nft)]
    [InlineData(IptablesVariant.Legacy)]
    public async Task Validation_runs_as_the_proxy_without_capabilities(object variant)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        string[] asProxy = ["setpriv", "--reuid=1337", "--regid=1337", "--clear-groups", "dotnet", Pod.Program];
        var (readable, _, _) = await pod.Inside.Try([.. asProxy, "--version"]);
        Assert.SkipUnless(readable == 0, "uid 1337 may not read the .NET runtime or this build");
        pod.Capture((IptablesVariant)variant, IstioInit);

        var (exitCode, _, error) = await pod.Inside.Try([.. asProxy, "--run-validation", "--skip-rule-apply"]);

        Assert.True(exitCode == 0, error);
    }

    static async Task Reaches(Listener listener, Socket client, string address, int port)
    {
        using (client)
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await client.ConnectAsync(IPAddress.Parse(address), port, timeout.Token);
            Assert.Equal(new IPEndPoint(IPAddress.Parse(address), port), await listener.Accept());
        }
    }
}
