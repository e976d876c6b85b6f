using Mesh.Iptables.Applying;
using Mesh.Iptables.Host;
using Mesh.Iptables.Tests.Options;
using Mesh.Iptables.Tests.State;

namespace Mesh.Iptables.Tests.Applying;

public sealed class CleanupTests
{
    readonly FakeXtables _host = new();
    readonly StringWriter _log = new();

    [Fact]
    public void Removes_from_every_variant_and_family()
    {
        _host.Install("iptables-nft", SavedState.Text("nft-V4")).Install("iptables-legacy", SavedState.Text("legacy-V4"))
            .Install("ip6tables-nft", SavedState.Text("nft-V6")).Install("ip6tables-legacy", SavedState.Text("legacy-V6"));
        Run();
        Assert.Equal(
            ["iptables-legacy-restore", "iptables-nft-restore", "ip6tables-legacy-restore", "ip6tables-nft-restore"],
            _host.Restores.Select(restore => restore.Program));
    }

    [Fact]
    public void Nothing_of_ours_is_no_fault()
    {
        _host.Install("iptables-nft", "*nat\n:DOCKER - [0:0]\nCOMMIT\n");
        Run();
        Assert.Empty(_host.Restores);
        Assert.Contains("nothing of ours in iptables-nft", _log.ToString());
    }

    [Fact]
    public void A_variant_the_kernel_lacks_is_no_fault_and_lacking_all_is()
    {
        _host.Install("iptables-nft").Install("iptables-legacy").Fail("iptables-nft-save", 1, "Protocol not supported");
        Run();
        _host.Fail("iptables-legacy-save", 1, "Permission denied");
        Assert.Contains("cannot read the IPv4 rules", Assert.Throws<CaptureException>(Run).Message);
    }

    [Fact]
    public void A_removal_the_kernel_refuses_is_a_fault()
    {
        _host.Install("iptables-nft", SavedState.Text("nft-V4")).Fail("iptables-nft-restore", 4, "RULE_DELETE failed (Device or resource busy)");
        Assert.Contains("cannot remove the IPv4 rules of iptables-nft", Assert.Throws<CaptureException>(Run).Message);
    }

    void Run()
    {
        var options = Given.Options("--cleanup-only");
        new Cleanup(options, _host, new Capabilities(ulong.MaxValue), new CaptureLog(_log, options.LogLevel)).Run();
    }
}
