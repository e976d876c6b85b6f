using CsCheck;
using Mesh.Iptables.State;

namespace Mesh.Iptables.Tests.State;

public sealed class CanonicalRuleTests
{
    [Theory]
    [InlineData("-p tcp --dport 80 -j RETURN", "-p tcp -m tcp --dport 80 -j RETURN")]
    [InlineData("-o lo ! -d 127.0.0.1/32 -j X", "! -d 127.0.0.1/32 -o lo -j X")]
    [InlineData("-d 10.1.2.3/8 -j X", "-d 10.0.0.0/8 -j X")]
    [InlineData("-d 10.1.2.3 -j X", "-d 10.1.2.3/32 -j X")]
    [InlineData("-d 0.0.0.0/0 -j X", "-j X")]
    [InlineData("-d ::/0 -j X", "-j X")]
    [InlineData("-d 2001:DB8:0::1/32 -j X", "-d 2001:db8::/32 -j X")]
    [InlineData("-s ::6 -j X", "-s ::6/128 -j X")]
    [InlineData("-m owner ! --gid-owner 1 -m owner ! --gid-owner 2 -j X", "-m owner ! --gid-owner 2 -m owner ! --gid-owner 1 -j X")]
    public void Same_meaning_is_same_text(string one, string other) => Assert.Equal(CanonicalRule.Of(one), CanonicalRule.Of(other));

    [Theory]
    [InlineData("-p tcp --dport 80 -j RETURN", "-p tcp ! --dport 80 -j RETURN")]
    [InlineData("-p tcp --dport 80 -j RETURN", "-p tcp --sport 80 -j RETURN")]
    [InlineData("-p tcp -j RETURN", "-p udp -j RETURN")]
    [InlineData("-d 10.0.0.0/8 -j X", "-d 10.0.0.0/9 -j X")]
    [InlineData("-d 10.0.0.0/8 -j X", "! -d 10.0.0.0/8 -j X")]
    [InlineData("! -d 0.0.0.0/0 -j X", "-j X")]
    [InlineData("-j X", "-g X")]
    [InlineData("-j REDIRECT --to-ports 1", "-j REDIRECT --to-ports 2")]
    [InlineData("-p tcp -m comment --comment \"a b\" -j X", "-p tcp -j X")]
    [InlineData("--tcp-flags SYN,RST SYN -j X", "--tcp-flags SYN,RST RST -j X")]
    public void Different_meaning_is_different_text(string one, string other) =>
        Assert.NotEqual(CanonicalRule.Of(one), CanonicalRule.Of(other));

    [Fact]
    public void No_text_breaks_it() => Gen.String.Sample(text =>
    {
        CanonicalRule.Of(text);
        SavedTables.Parse($"*nat\n:X - [0:0]\n-A {text}\n{text}\nCOMMIT\n");
    });

    [Fact]
    public void Quoted_words_stay_whole() =>
        Assert.Equal(["--comment", "a \"b\" -j c\\", "-j", "X", ""], RuleTokenizer.Split("--comment \"a \\\"b\\\" -j c\\\\\"  -j\tX \"\""));
}
