using System.Net.Sockets;
using Mesh.Iptables.Applying;
using Mesh.Iptables.Options;

namespace Mesh.Iptables.Tests.Capturing;

/// <summary>Applying, applying again, repairing and removing, against real tables of both variants that others use too.</summary>
public sealed class LifecycleTests
{
    static readonly string[] Everything =
        ["-i", "*", "-b", "*", "-d", "22", "-x", "10.9.8.7/16,fd09::1/32", "-q", "81", "-o", "82", "-c", "eth9", "-k", "virbr0",
         "-u", "1337,1338", "-g", "7", "--drop-invalid", "--dual-stack"];

    public static TheoryData<object> Variants => [IptablesVariant.Nft, IptablesVariant.Legacy];

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Applying_again_does_nothing(object variant)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        pod.Capture((IptablesVariant)variant, Everything);
        var before = await pod.RulesInForce();

        // Detected now, not forced: the variant that holds our rules is found.
        var (exitCode, _, error) = pod.Iptables(Everything);

        Assert.Equal(0, exitCode);
        Assert.Contains("IPv4: the rules are already in place", error);
        Assert.Contains("IPv6: the rules are already in place", error);
        Assert.Equal(before, await pod.RulesInForce());
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Clean_up_leaves_the_tables_as_found(object variant)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        await MakeForeignRules(pod, (IptablesVariant)variant);
        var found = await pod.RulesInForce();
        pod.Capture((IptablesVariant)variant, Everything);
        Assert.Contains("::6", await pod.Inside.Run("ip", "-6", "addr", "show", "dev", "lo"));

        var (exitCode, _, error) = pod.Iptables([.. Everything, "--cleanup-only"]);

        Assert.True(exitCode == 0, error);
        Assert.Equal(found, await pod.RulesInForce());
        Assert.DoesNotContain("::6", await pod.Inside.Run("ip", "-6", "addr", "show", "dev", "lo"));
        Assert.Equal(0, pod.Iptables([.. Everything, "--cleanup-only"]).ExitCode);
        Assert.Equal(found, await pod.RulesInForce());
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Drift_is_reported_and_nothing_is_changed(object variant)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        pod.Capture((IptablesVariant)variant, Everything);
        var before = await pod.RulesInForce();

        var (exitCode, _, error) = pod.Iptables([.. Everything, "-q", "83"]);

        Assert.Equal(1, exitCode);
        Assert.Contains("IPv6 nat ISTIO_OUTPUT: missing: -p tcp --dport 83 -j ISTIO_REDIRECT", error);
        Assert.Contains("--reconcile", error);
        Assert.Equal(before, await pod.RulesInForce());
    }

    /// <summary>Each line breaks the rules in force in another way.</summary>
    [Theory]
    [MemberData(nameof(Breakages))]
    public async Task Reconcile_repairs(object variant, string breakage)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        await MakeForeignRules(pod, (IptablesVariant)variant);
        pod.Capture((IptablesVariant)variant, Everything);
        var whole = await pod.RulesInForce();
        await pod.Inside.Run([$"iptables-{Name(variant)}", .. breakage.Split(' ')]);
        Assert.NotEqual(whole, await pod.RulesInForce());
        Assert.Equal(1, pod.Iptables(Everything).ExitCode);

        var (exitCode, _, error) = pod.Iptables([.. Everything, "--reconcile"]);

        Assert.True(exitCode == 0, error);
        Assert.Contains("IPv4: dropping traffic while the rules are replaced", error);
        Assert.DoesNotContain("GUARDRAIL", await pod.RulesInForce());
        Assert.Equal(Sorted(whole), Sorted(await pod.RulesInForce()));
        Assert.Contains("already in place", pod.Iptables(Everything).Error);
    }

    public static TheoryData<object, string> Breakages
    {
        get
        {
            string[] breakages =
            [
                "-t nat -D OUTPUT -j ISTIO_OUTPUT",
                "-t nat -A OUTPUT -j ISTIO_OUTPUT",
                "-t nat -F ISTIO_OUTPUT",
                "-t nat -D ISTIO_OUTPUT 3",
                "-t nat -I ISTIO_OUTPUT 1 -p tcp -j RETURN",
                "-t mangle -D PREROUTING -m conntrack --ctstate INVALID -j ISTIO_DROP",
                "-t filter -N ISTIO_GUARDRAIL",
            ];
            var data = new TheoryData<object, string>();
            foreach (var variant in Enum.GetValues<IptablesVariant>())
            {
                Array.ForEach(breakages, breakage => data.Add(variant, breakage));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Reconcile_changes_to_other_options(object variant)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        pod.Capture((IptablesVariant)variant, "-i", "*", "--drop-invalid");
        string[] other = ["-i", "10.0.0.0/8", "-b", "8080", "--dual-stack"];

        Assert.Equal(0, pod.Iptables([.. other, "--reconcile"]).ExitCode);

        Assert.DoesNotContain("ISTIO_DROP", await pod.RulesInForce());
        Assert.Contains("already in place", pod.Iptables(other).Error);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Reconcile_cuts_no_established_connection(object variant)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        pod.Capture((IptablesVariant)variant, "-i", "*");
        using var listener = pod.Inside.In(() => new TcpListener(System.Net.IPAddress.Any, 15001));
        listener.Start();
        using var client = pod.NewSocket(1000, 1000, AddressFamily.InterNetwork);
        await client.ConnectAsync(Pod.PeerAddress, 8080, TestContext.Current.CancellationToken);
        using var accepted = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, pod.Iptables("-i", "*", "-q", "81", "--dual-stack", "--reconcile").ExitCode);

        await client.SendAsync("still here"u8.ToArray(), TestContext.Current.CancellationToken);
        var buffer = new byte[16];
        var received = await accepted.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        Assert.Equal("still here"u8, buffer.AsSpan(0, received));
    }

    [Fact]
    public async Task Reconcile_moves_rules_to_the_forced_variant()
    {
        await using var pod = await Pod.Create(IptablesVariant.Nft);
        Assert.SkipUnless(new CommandRunner().Exists("iptables-legacy"), "needs both variants");
        pod.Capture(IptablesVariant.Legacy, Everything);
        pod.Capture(IptablesVariant.Nft, [.. Everything, "--reconcile"]);

        var (legacy, nft) = (await pod.Inside.Run("iptables-legacy-save"), await pod.Inside.Run("iptables-nft-save"));
        Assert.DoesNotContain("ISTIO", legacy);
        Assert.Contains("-A OUTPUT -j ISTIO_OUTPUT", nft);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Force_apply_makes_no_second_copy(object variant)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        pod.Capture((IptablesVariant)variant, Everything);
        var once = await pod.RulesInForce();
        pod.Capture((IptablesVariant)variant, [.. Everything, "--force-apply"]);
        Assert.Equal(Sorted(once), Sorted(await pod.RulesInForce()));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Two_runs_at_once_agree(object variant)
    {
        await using var pod = await Pod.Create((IptablesVariant)variant);
        string[] arguments = ["-i", "*", "-b", "*", "--force-iptables-binary", Name(variant)];

        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => pod.Iptables(arguments))));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Error));
        Assert.Contains("already in place", pod.Iptables(arguments).Error);
    }

    /// <summary>The attack: any process of the namespace can take the name of the lock and sit on it.</summary>
    [Fact]
    public async Task A_lock_that_is_never_let_go_is_passed_over_with_a_warning()
    {
        await using var pod = await Pod.Create(IptablesVariant.Nft);
        var text = new StringWriter();
        var log = new CaptureLog(text, LogLevel.Warn);
        pod.Inside.In(() =>
        {
            using var first = NamespaceLock.Take(TimeSpan.FromSeconds(5), TimeProvider.System, log);
            Assert.Equal("", text.ToString());
            using var second = NamespaceLock.Take(TimeSpan.FromMilliseconds(100), TimeProvider.System, log);
            Assert.Contains("going on without it", text.ToString());
            return 0;
        });
    }

    [Fact]
    public async Task A_dry_run_prints_what_an_apply_makes_and_touches_nothing()
    {
        await using var pod = await Pod.Create(IptablesVariant.Nft);
        var before = await pod.RulesInForce();
        var (exitCode, output, _) = pod.Iptables([.. Everything, "-n"]);
        Assert.Equal(0, exitCode);
        Assert.Equal(before, await pod.RulesInForce());
        Assert.Contains("# ip6tables-restore --noflush\n", output);

        var (_, _, applied) = pod.Iptables([.. Everything, "--force-iptables-binary", "nft"]);
        foreach (var line in output.Split('\n').Where(line => line.StartsWith('-')))
        {
            Assert.Contains($"\n{line}\n", applied);
        }
    }

    [Fact]
    public async Task The_family_of_the_first_address_is_captured()
    {
        await using var pod = await Pod.Create(IptablesVariant.Nft);
        Assert.DoesNotContain("ip6tables", pod.Iptables("-n").Output);
        Assert.Contains("ip6tables", pod.Iptables("-n", "--dual-stack").Output);
        await pod.Inside.Run("ip", "addr", "del", $"{Pod.Address}/24", "dev", Pod.Interface);
        Assert.Contains("ip6tables", pod.Iptables("-n").Output);
        await pod.Inside.Run("ip", "link", "set", Pod.Interface, "down");
        await pod.Inside.Run("ip", "-6", "addr", "flush", "dev", Pod.Interface);
        var (exitCode, _, error) = pod.Iptables("-i", "*");
        Assert.Equal(1, exitCode);
        Assert.Contains("network-online", error);
    }

    [Fact]
    public async Task Without_capabilities_it_says_so()
    {
        await using var pod = await Pod.Create(IptablesVariant.Nft);
        var (exitCode, _, error) = await pod.Inside.Try(
            "setpriv", "--bounding-set=-net_admin,-net_raw", "--inh-caps=-net_admin,-net_raw", "dotnet", Pod.Program, "-i", "*");
        Assert.Equal(1, exitCode);
        Assert.Contains("lacks the capability NET_ADMIN and NET_RAW", error);
        Assert.Contains("securityContext", error);
    }

    static async Task MakeForeignRules(Pod pod, IptablesVariant variant)
    {
        foreach (var name in (string[])[$"iptables-{Name(variant)}", $"ip6tables-{Name(variant)}"])
        {
            string[] commands =
            [
                "-t nat -N DOCKER", "-t nat -A PREROUTING -p tcp --dport 9 -j DOCKER", "-t nat -A OUTPUT -o eth9 -p tcp -j ACCEPT",
                "-t nat -N ISTIO_OTHER", "-t nat -A OUTPUT -p udp -j ISTIO_OTHER", "-t mangle -A PREROUTING -p udp --dport 9 -j MARK --set-mark 9",
                "-A INPUT -p tcp --dport 9 -m comment --comment ISTIO_OUTPUT -j ACCEPT", "-A OUTPUT -p tcp --dport 9 -j DROP",
            ];
            foreach (var command in commands)
            {
                await pod.Inside.Run([name, .. command.Split(' ')]);
            }
        }
    }

    static string Name(object variant) => variant.ToString()!.ToLowerInvariant();

    // Rules of others keep their order among themselves, but ours may come back below them.
    static string Sorted(string rules) => string.Join('\n', rules.Split('\n').Order(StringComparer.Ordinal));
}
