using Mesh.ControlPlane.Validation;
using Xunit;

namespace Mesh.ControlPlane.Tests.Validation;

/// <summary>The small grammars that the validators share.</summary>
public sealed class SyntaxTests
{
    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("10.0.0.256", false)]
    [InlineData("10.1", false)]
    [InlineData("010.0.0.1", false)]
    [InlineData("0x7f.0.0.1", false)]
    [InlineData("2130706433", false)]
    [InlineData("fe80::1%eth0", false)]
    [InlineData("[::1]", false)]
    [InlineData("", false)]
    public void Addresses_are_strict(string text, bool expected) => Assert.Equal(expected, AddressSyntax.IsIp(text));

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("::/0", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("::/129", false)]
    [InlineData("10.0.0.0/-1", false)]
    [InlineData("10.0.0.0/", false)]
    [InlineData("10.0.0.0/8/8", false)]
    public void Subnets(string text, bool expected) => Assert.Equal(expected, AddressSyntax.Subnet(text) is null);

    [Theory]
    [InlineData("reviews", true)]
    [InlineData("reviews.default.svc.cluster.local", true)]
    [InlineData("istio.io.", true)]
    [InlineData("*", true)]
    [InlineData("*.com", true)]
    [InlineData("*-a.example.com", true)]
    [InlineData("a.*", false)]
    [InlineData("a..b", false)]
    [InlineData("-a.com", false)]
    [InlineData("a.123", false)]
    [InlineData("a b", false)]
    [InlineData("b\u00FCcher.example", false)]
    public void Wildcard_domains(string host, bool expected) => Assert.Equal(expected, HostSyntax.WildcardDomain(host) is null);

    [Theory]
    [InlineData("*.example.com", "a.example.com", true)]
    [InlineData("*", "anything", true)]
    [InlineData("*.com", "*.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("a.com", "A.COM", true)]
    [InlineData("*.a.com", "*.b.com", false)]
    public void Overlap_is_mutual(string left, string right, bool expected)
    {
        Assert.Equal(expected, new HostIndex([left, right]).Overlaps()[1] == 0);
        Assert.Equal(expected, new HostIndex([right, left]).Overlaps()[1] == 0);
    }

    [Theory]
    [InlineData("plain", true)]
    [InlineData("100%%", true)]
    [InlineData("%REQ(x-a)%", true)]
    [InlineData("a %START_TIME(%Y-%m)% b", true)]
    [InlineData("50%", false)]
    [InlineData("%A%%", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\0b", false)]
    public void Header_values(string value, bool expected) => Assert.Equal(expected, HeaderSyntax.Value(value) is null);
}
