using Mesh.Iptables.Host;

namespace Mesh.Iptables.Tests.Host;

public sealed class CapabilitiesTests
{
    [Theory]
    [InlineData("CapEff:\t000001ffffffffff", "")]
    [InlineData("CapEff:\t0000000000000000", "NET_ADMIN NET_RAW")]
    [InlineData("CapEff:\t0000000000001000", "NET_RAW")]
    [InlineData("CapEff:\t0000000000002000", "NET_ADMIN")]
    [InlineData("Name:\tx", "")]
    public void Reads_the_effective_set(string line, string missing) =>
        Assert.Equal(missing, string.Join(' ', Capabilities.Parse($"Name:\tmesh\nCapPrm:\t0\n{line}\n").Missing));
}
