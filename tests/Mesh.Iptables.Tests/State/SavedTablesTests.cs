using Mesh.Iptables.Planning;
using Mesh.Iptables.State;

namespace Mesh.Iptables.Tests.State;

public sealed class SavedTablesTests
{
    [Fact]
    public void Reads_chains_and_rules()
    {
        var nat = SavedState.Read("legacy-V4")[Table.Nat];
        Assert.Equal(["ISTIO_INBOUND", "ISTIO_IN_REDIRECT", "ISTIO_OUTPUT", "ISTIO_REDIRECT"], nat.OwnChains);
        Assert.Equal(
            ["-i virbr0 -j ISTIO_REDIRECT", "-p tcp -j ISTIO_INBOUND", "-j ISTIO_OUTPUT"],
            nat.JumpsToOurs.Select(rule => rule.Specification));
    }

    [Fact]
    public void A_comment_that_quotes_a_jump_is_no_jump()
    {
        var rule = Assert.Single(SavedState.Read("nft-V4")[Table.Nat].Rules, rule => rule.Specification.Contains("--comment"));
        Assert.Contains("-j ISTIO_OUTPUT", rule.Specification);
        Assert.Equal("ACCEPT", rule.Target);
    }

    [Fact]
    public void Tables_of_native_nft_rules_are_unreadable() =>
        Assert.Equal([Table.Nat], SavedTables.Parse("# Table `nat' is incompatible, use 'nft' tool.\n# Table `foo' is incompatible, use 'nft' tool.\n").Unreadable);

    [Fact]
    public void Built_in_chains_alone_are_not_in_use()
    {
        Assert.False(SavedTables.Parse("*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\nCOMMIT\n").IsInUse);
        Assert.True(SavedTables.Parse("*nat\n:DOCKER - [0:0]\nCOMMIT\n").IsInUse);
        Assert.True(SavedTables.Parse("*nat\n-A PREROUTING -j ACCEPT\nCOMMIT\n").IsInUse);
    }
}
