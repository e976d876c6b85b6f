using System.Net;
using Mesh.Iptables.Host;

namespace Mesh.Iptables.Tests.Host;

public sealed class HostAddressesTests
{
    [Theory]
    [InlineData("127.0.0.1 ::1 10.0.0.1", true, false)]
    [InlineData("10.0.0.1 fe80::1", true, false)]
    [InlineData("fe80::1 2001:db8::1", false, true)]
    [InlineData("10.0.0.1 2001:db8::1", true, true)]
    [InlineData("::ffff:10.0.0.1", true, false)]
    [InlineData("127.0.0.1 ::1 ::6 169.254.1.1 fe80::1", false, false)]
    public void Loopback_and_link_local_addresses_do_not_count(string addresses, bool v4, bool v6) =>
        Assert.Equal(new HostAddresses(v4, v6), HostAddresses.Of(addresses.Split(' ').Select(IPAddress.Parse)));

    [Theory]
    [InlineData(true, false, false, false)]
    [InlineData(true, false, true, false)]
    [InlineData(false, true, false, true)]
    [InlineData(true, true, false, false)]
    [InlineData(true, true, true, true)]
    public void Captures_v6_alone_or_in_dual_stack(bool v4, bool v6, bool dualStack, bool captured) =>
        Assert.Equal(captured, new HostAddresses(v4, v6).CapturesV6(dualStack));
}
