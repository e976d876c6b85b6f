using Mesh.Iptables.Applying;
using Mesh.Iptables.Planning;
using Mesh.Iptables.State;
using Mesh.Iptables.Tests.State;

namespace Mesh.Iptables.Tests.Applying;

public sealed class RestoreTextTests
{
    public static TheoryData<string> Files => SavedState.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public void Removal_names_each_thing_of_ours_once_and_nothing_else(string file)
    {
        var text = RestoreText.Remove(SavedState.Plan(file), SavedState.Read(file));
        Assert.Equal(
            """
            *mangle
            -D PREROUTING -m conntrack --ctstate INVALID -j ISTIO_DROP
            -F ISTIO_DROP
            -X ISTIO_DROP
            COMMIT
            *nat
            -D PREROUTING -i virbr0 -j ISTIO_REDIRECT
            -D PREROUTING -p tcp -j ISTIO_INBOUND
            -D OUTPUT -j ISTIO_OUTPUT
            -D PREROUTING -i eth1 -j RETURN
            -D OUTPUT -o eth1 -j RETURN
            -D PREROUTING -i virbr0 -j RETURN
            -F ISTIO_INBOUND
            -F ISTIO_IN_REDIRECT
            -F ISTIO_OUTPUT
            -F ISTIO_REDIRECT
            -X ISTIO_INBOUND
            -X ISTIO_IN_REDIRECT
            -X ISTIO_OUTPUT
            -X ISTIO_REDIRECT
            COMMIT

            """, text);
    }

    [Fact]
    public void Nothing_of_ours_is_nothing_to_remove() => Assert.Equal("", RestoreText.Remove(SavedState.Plan("nft-V4"), SavedTables.Empty));

    [Fact]
    public void Replacing_refills_chains_that_stay_and_removes_those_that_go()
    {
        var text = RestoreText.Replace(SavedState.Plan("nft-V4", "--drop-invalid=false"), SavedState.Read("nft-V4"));
        Assert.Contains("-F ISTIO_DROP\n-X ISTIO_DROP\nCOMMIT\n", text);
        Assert.DoesNotContain("-X ISTIO_OUTPUT", text);
        Assert.DoesNotContain("-N ", text);
        Assert.Contains("-F ISTIO_OUTPUT\n", text);
        Assert.Contains("-A ISTIO_OUTPUT -j ISTIO_REDIRECT\n", text);
    }

    [Fact]
    public void A_missing_chain_is_made_again()
    {
        var saved = SavedTables.Parse("*nat\n:ISTIO_OUTPUT - [0:0]\n-A OUTPUT -j ISTIO_OUTPUT\n-A OUTPUT -j ISTIO_OUTPUT\nCOMMIT\n");
        var text = RestoreText.Replace(SavedState.Plan("nft-V4"), saved);
        Assert.Contains("-D OUTPUT -j ISTIO_OUTPUT\n-D OUTPUT -j ISTIO_OUTPUT\n-F ISTIO_OUTPUT\n-N ISTIO_INBOUND\n", text);
        Assert.DoesNotContain("-N ISTIO_OUTPUT\n", text);
    }

    [Fact]
    public void An_equal_rule_of_somebody_else_stays()
    {
        var line = "-A OUTPUT -o eth1 -j RETURN\n";
        var saved = SavedTables.Parse(SavedState.Text("nft-V4").Replace(line, line + line));
        var text = RestoreText.Remove(SavedState.Plan("nft-V4"), saved);
        Assert.Equal(2, text.Split("-D OUTPUT -o eth1 -j RETURN\n").Length);
    }

    [Fact]
    public void A_left_over_guardrail_is_removed_by_clean_up_and_reused_by_the_next_one()
    {
        var saved = SavedTables.Parse("*filter\n:ISTIO_GUARDRAIL - [0:0]\n-A INPUT -j ISTIO_GUARDRAIL\n-A ISTIO_GUARDRAIL -p tcp -j DROP\nCOMMIT\n");
        Assert.Equal(
            "*filter\n-D INPUT -j ISTIO_GUARDRAIL\n-F ISTIO_GUARDRAIL\n-X ISTIO_GUARDRAIL\nCOMMIT\n",
            RestoreText.Remove(SavedState.Plan("nft-V4"), saved));
        Assert.StartsWith("*filter\n-D INPUT -j ISTIO_GUARDRAIL\n-F ISTIO_GUARDRAIL\n-A ISTIO_GUARDRAIL -p tcp", Guardrail.Raise(saved[Table.Filter]));
        Assert.DoesNotContain("filter", RestoreText.Replace(SavedState.Plan("nft-V4"), saved));
    }
}
