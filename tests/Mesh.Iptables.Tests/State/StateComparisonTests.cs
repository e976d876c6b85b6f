using Mesh.Iptables.State;

namespace Mesh.Iptables.Tests.State;

public sealed class StateComparisonTests
{
    public static TheoryData<string> Files => SavedState.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public void What_the_kernel_shows_of_an_applied_plan_is_in_place(string file)
    {
        var report = StateComparison.Compare(SavedState.Plan(file), SavedState.Read(file));
        Assert.Empty(report.Differences);
        Assert.Equal(Standing.InPlace, report.Standing);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Another_option_is_drift_and_named(string file)
    {
        var report = StateComparison.Compare(SavedState.Plan(file, "-q", "99"), SavedState.Read(file));
        Assert.Equal(Standing.Drifted, report.Standing);
        Assert.Equal(
            ["nat ISTIO_OUTPUT: missing: -p tcp --dport 99 -j ISTIO_REDIRECT", "nat ISTIO_OUTPUT: not wanted: -p tcp -m tcp --dport 81 -j ISTIO_REDIRECT"],
            report.Differences);
    }

    /// <summary>An edit of the rules in force (line removed, or replaced) and the difference it must show.</summary>
    [Theory]
    [InlineData("-A OUTPUT -j ISTIO_OUTPUT\n", "", "nat OUTPUT: missing: -j ISTIO_OUTPUT")]
    [InlineData("-A OUTPUT -j ISTIO_OUTPUT\n", "-A OUTPUT -j ISTIO_OUTPUT\n-A OUTPUT -j ISTIO_OUTPUT\n", "nat OUTPUT: the rules are in another order, or one is there twice")]
    [InlineData("-A OUTPUT -o eth1 -j RETURN\n", "", "nat OUTPUT: missing: -o eth1 -j RETURN")]
    [InlineData("-A OUTPUT -o eth1 -j RETURN\n-A OUTPUT -j ISTIO_OUTPUT\n", "-A OUTPUT -j ISTIO_OUTPUT\n-A OUTPUT -o eth1 -j RETURN\n", "nat OUTPUT: the order differs")]
    [InlineData("-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001\n", "-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15009\n", "nat ISTIO_REDIRECT: missing: -p tcp -j REDIRECT --to-ports 15001")]
    [InlineData("-A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN\n", "", "nat ISTIO_OUTPUT: missing: -m owner --uid-owner 1337 -j RETURN")]
    [InlineData("--dport 15090 -j RETURN\n", "--dport 15090 -j DROP\n", "nat ISTIO_INBOUND: not wanted: -p tcp -m tcp --dport 15090 -j DROP")]
    [InlineData("*filter\n", "*filter\n:ISTIO_GUARDRAIL - [0:0]\n", "filter ISTIO_GUARDRAIL: the chain is not wanted")]
    [InlineData("*filter\n", "*filter\n:ISTIO_GUARDRAIL - [0:0]\n-A INPUT -j ISTIO_GUARDRAIL\n", "filter INPUT: not wanted: -j ISTIO_GUARDRAIL")]
    [InlineData("*nat\n", "*nat\n:ISTIO_OUTPUT_DNS - [0:0]\n", "nat ISTIO_OUTPUT_DNS: the chain is not wanted")]
    public void An_edit_is_drift_and_named(string line, string replacement, string difference)
    {
        var text = SavedState.Text("nft-V4");
        Assert.Contains(line, text);
        var report = StateComparison.Compare(SavedState.Plan("nft-V4"), SavedTables.Parse(text.Replace(line, replacement)));
        Assert.Equal(Standing.Drifted, report.Standing);
        Assert.Contains(difference, report.Differences);
    }

    [Theory]
    [InlineData("-A OUTPUT -j ISTIO_OUTPUT\n", "-A OUTPUT -j LOG\n-A OUTPUT -j ISTIO_OUTPUT\n-A OUTPUT -j ACCEPT\n")]
    [InlineData("*nat\n", "*nat\n:ISTIO_OF_SOMEBODY_ELSE - [0:0]\n-A ISTIO_OF_SOMEBODY_ELSE -j RETURN\n")]
    [InlineData("COMMIT\n", "-A INPUT -j ACCEPT\nCOMMIT\n")]
    [InlineData("*mangle\n", "*security\n:ISTIO_OUTPUT - [0:0]\nCOMMIT\n*mangle\n")]
    public void Rules_of_others_are_no_drift(string line, string replacement)
    {
        var saved = SavedTables.Parse(SavedState.Text("nft-V4").Replace(line, replacement));
        Assert.Equal(Standing.InPlace, StateComparison.Compare(SavedState.Plan("nft-V4"), saved).Standing);
    }

    [Fact]
    public void Only_rules_of_others_is_clean()
    {
        var saved = SavedTables.Parse("*nat\n:PREROUTING ACCEPT [0:0]\n:DOCKER - [0:0]\n-A PREROUTING -j DOCKER\nCOMMIT\n");
        Assert.Equal(Standing.Clean, StateComparison.Compare(SavedState.Plan("nft-V4"), saved).Standing);
    }

    [Fact]
    public void Nothing_wanted_and_nothing_there_is_in_place_and_leftovers_are_drift()
    {
        var plan = SavedState.Plan("nft-V4", "-m", "NONE");
        Assert.Equal(Standing.InPlace, StateComparison.Compare(plan, SavedTables.Empty).Standing);
        Assert.Equal(Standing.Drifted, StateComparison.Compare(plan, SavedState.Read("nft-V4")).Standing);
    }
}
