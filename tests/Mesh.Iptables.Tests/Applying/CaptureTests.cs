using Mesh.Iptables.Applying;
using Mesh.Iptables.Host;
using Mesh.Iptables.Planning;
using Mesh.Iptables.Tests.Options;
using Mesh.Iptables.Tests.State;

namespace Mesh.Iptables.Tests.Applying;

public sealed class CaptureTests
{
    static readonly string[] InForce =
        ["-u", "1337", "-i", "*", "-b", "*", "-d", "15090,15021,15020", "-c", "eth1", "-k", "virbr0", "-q", "81", "-o", "82",
         "-x", "10.9.8.7/16,2001:db8:0:1::/32", "--drop-invalid"];

    readonly FakeXtables _host = new();
    readonly StringWriter _log = new();

    [Fact]
    public void Applies_to_a_clean_host()
    {
        _host.Install("iptables-nft");
        Apply([], "-i", "*");
        var (program, input) = Assert.Single(_host.Restores);
        Assert.Equal("iptables-nft-restore", program);
        Assert.Contains("-A ISTIO_OUTPUT -j ISTIO_REDIRECT", input);
        Assert.Contains("iptables-nft-restore --noflush --wait=30", _host.Commands);
    }

    [Fact]
    public void Does_nothing_when_the_rules_are_in_place()
    {
        _host.Install("iptables-nft", SavedState.Text("nft-V4"));
        Apply(["ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE=882"], InForce);
        Assert.Empty(_host.Restores);
        Assert.Contains("already in place", _log.ToString());
    }

    [Fact]
    public void Applies_again_when_forced_without_cutting_traffic()
    {
        _host.Install("iptables-nft", SavedState.Text("nft-V4"));
        Apply(["ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE=882"], [.. InForce, "--force-apply"]);
        Assert.DoesNotContain("DROP", Assert.Single(_host.Restores).Input.Replace("ISTIO_DROP -j DROP", "").Replace("ISTIO_DROP", ""));
    }

    [Fact]
    public void Refuses_drift_and_says_what_differs()
    {
        _host.Install("iptables-nft", SavedState.Text("nft-V4"));
        var error = Assert.Throws<CaptureException>(() => Apply([], InForce));
        Assert.Contains("--reconcile", error.Message);
        Assert.Contains("IPv4 nat ISTIO_OUTPUT: not wanted: -m owner --gid-owner 882 -j RETURN", _log.ToString());
        Assert.Empty(_host.Restores);
    }

    [Fact]
    public void Reconciles_behind_a_guardrail()
    {
        _host.Install("iptables-nft", SavedState.Text("nft-V4"));
        Apply([], [.. InForce, "--reconcile"]);
        Assert.Collection(
            _host.Restores,
            raise => Assert.Contains("-I OUTPUT 1 -j ISTIO_GUARDRAIL", raise.Input),
            replace => Assert.Contains("-F ISTIO_OUTPUT", replace.Input),
            lower => Assert.Contains("-X ISTIO_GUARDRAIL", lower.Input));
    }

    [Fact]
    public void Lowers_the_guardrail_of_every_family_after_a_failure()
    {
        _host.Install("iptables-nft", SavedState.Text("nft-V4")).Install("ip6tables-nft", SavedState.Text("nft-V6"));
        var failing = new FailingRestore(_host, "-F ISTIO_OUTPUT");
        Assert.Throws<CaptureException>(() => Capture(failing, [], [.. InForce, "--reconcile"]).Apply([IpFamily.V4, IpFamily.V6]));
        Assert.Equal(
            ["iptables-nft-restore", "ip6tables-nft-restore"],
            _host.Restores.Where(restore => restore.Input.Contains("-X ISTIO_GUARDRAIL")).Select(restore => restore.Program));
    }

    [Fact]
    public void Legacy_is_chosen_for_the_rules_it_holds()
    {
        _host.Install("iptables-nft").Install("iptables-legacy", "*filter\n-A INPUT -j ACCEPT\nCOMMIT\n");
        Apply([]);
        Assert.Equal("iptables-legacy-restore", Assert.Single(_host.Restores).Program);
    }

    [Fact]
    public void Nft_is_chosen_where_legacy_is_empty()
    {
        _host.Install("iptables-nft").Install("iptables-legacy", "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n");
        Apply([]);
        Assert.Equal("iptables-nft-restore", Assert.Single(_host.Restores).Program);
    }

    [Fact]
    public void The_variant_that_holds_our_rules_wins_over_one_that_holds_others()
    {
        _host.Install("iptables-nft", SavedState.Text("nft-V4")).Install("iptables-legacy", "*filter\n-A INPUT -j ACCEPT\nCOMMIT\n");
        Apply(["ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE=882"], InForce);
        Assert.Empty(_host.Restores);
    }

    [Fact]
    public void A_variant_the_kernel_lacks_is_passed_over()
    {
        _host.Install("iptables-nft").Install("iptables-legacy")
            .Fail("iptables-nft-restore --noflush --test", 1, "Failed to initialize nft: Protocol not supported");
        Apply([]);
        Assert.Equal("iptables-legacy-restore", Assert.Single(_host.Restores).Program);
    }

    [Fact]
    public void A_program_that_does_not_run_is_passed_over()
    {
        var host = new DanglingLink(_host.Install("iptables-nft").Install("iptables-legacy"), "iptables-legacy");
        Capture(host, [], []).Apply([IpFamily.V4]);
        Assert.Equal("iptables-nft-restore", Assert.Single(_host.Restores).Program);
    }

    [Fact]
    public void The_plain_name_is_used_where_no_other_is_installed()
    {
        _host.Install("iptables");
        Apply([]);
        Assert.Equal("iptables-restore", Assert.Single(_host.Restores).Program);
    }

    [Fact]
    public void A_forced_variant_is_used_whatever_others_hold()
    {
        _host.Install("iptables-nft").Install("iptables-legacy", "*filter\n-A INPUT -j ACCEPT\nCOMMIT\n");
        Apply([], "--force-iptables-binary", "nft");
        Assert.Equal("iptables-nft-restore", Assert.Single(_host.Restores).Program);
    }

    [Fact]
    public void Our_rules_in_the_variant_that_is_not_forced_are_drift_and_reconcile_moves_them()
    {
        string[] forced = [.. InForce, "--force-iptables-binary", "legacy"];
        _host.Install("iptables-nft", SavedState.Text("nft-V4")).Install("iptables-legacy");
        Assert.Throws<CaptureException>(() => Apply(["ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE=882"], forced));
        Assert.Empty(_host.Restores);

        Apply(["ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE=882"], [.. forced, "--reconcile"]);
        Assert.Contains(_host.Restores, restore => restore is { Program: "iptables-legacy-restore" } && restore.Input.Contains("-N ISTIO_OUTPUT"));
        Assert.Contains(_host.Restores, restore => restore is { Program: "iptables-nft-restore" } && restore.Input.Contains("-X ISTIO_OUTPUT"));
    }

    [Fact]
    public void Our_rules_in_both_variants_are_drift_and_reconcile_leaves_one()
    {
        _host.Install("iptables-nft", SavedState.Text("nft-V4")).Install("iptables-legacy", SavedState.Text("legacy-V4"));
        Assert.Throws<CaptureException>(() => Apply(["ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE=882"], InForce));
        Assert.Contains("beside", _log.ToString());
        Apply(["ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE=882"], [.. InForce, "--reconcile"]);
        Assert.Single(_host.Restores, restore => restore.Input.Contains("-X ISTIO_OUTPUT"));
    }

    [Theory]
    [InlineData("iptables-nft-save", 4, "Could not fetch rule set generation id: Permission denied (you must be root)", "NET_ADMIN and NET_RAW", "securityContext")]
    [InlineData("iptables-nft-restore --noflush --test", 1, "Failed to initialize nft: Protocol not supported", "modprobe nf_tables", "legacy")]
    [InlineData("iptables-nft-restore --noflush --wait", 4, "line 3: RULE_APPEND failed (No such file or directory): rule in chain OUTPUT", "xt_owner", "apply the IPv4 rules")]
    [InlineData("iptables-nft-restore --noflush --wait", 4, "Another app is currently holding the xtables lock", "fuser", "said:")]
    [InlineData("iptables-nft-restore --noflush --wait", 4, "Fatal: can't open lock file /run/xtables.lock: Read-only file system", "emptyDir", "XTABLES_LOCKFILE")]
    [InlineData("iptables-nft-restore --noflush --wait", 1, "something new", "refused it", "something new")]
    public void A_failure_says_what_is_missing(string command, int exitCode, string said, params string[] words)
    {
        _host.Install("iptables-nft").Fail(command, exitCode, said);
        var error = Assert.Throws<CaptureException>(() => Apply([], "-i", "*"));
        Assert.All(words, word => Assert.Contains(word, error.Message));
    }

    [Fact]
    public void A_missing_program_is_named_with_its_package()
    {
        var error = Assert.Throws<CaptureException>(() => Apply([]));
        Assert.Contains("apt-get install iptables", error.Message);
        _host.Install("iptables-nft");
        error = Assert.Throws<CaptureException>(() => Apply([], "--force-iptables-binary", "legacy"));
        Assert.Contains("\"iptables-legacy\" is not installed", error.Message);
    }

    [Fact]
    public void A_table_of_native_nft_rules_is_refused()
    {
        _host.Install("iptables-nft", "# Table `nat' is incompatible, use 'nft' tool.\n");
        Assert.Contains("native nft rules", Assert.Throws<CaptureException>(() => Apply([])).Message);
    }

    void Apply(string[] environment, params string[] arguments) => Capture(_host, environment, arguments).Apply([IpFamily.V4]);

    Capture Capture(ICommandRunner runner, string[] environment, string[] arguments)
    {
        var options = Given.Options(environment, arguments);
        // As an unprivileged process, so that a denial is explained by the capability.
        return new Capture(options, runner, new Capabilities(0), new CaptureLog(_log, options.LogLevel));
    }
}
