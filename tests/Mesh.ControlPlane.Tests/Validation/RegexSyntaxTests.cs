using Mesh.Contract.Re2;
using Mesh.ControlPlane.Validation;
using Xunit;

namespace Mesh.ControlPlane.Tests.Validation;

/// <summary>What a regex means is tested beside the contract's <see cref="Re2Pattern"/>.</summary>
public sealed class RegexSyntaxTests
{
    [Fact]
    public void Has_istios_length_limit_which_is_within_the_proxies()
    {
        Assert.Null(RegexSyntax.Check(new string('a', 1024)));
        Assert.Equal("must be at most 1024 characters, has 1025", RegexSyntax.Check(new string('a', 1025)));
        Assert.True(Re2Pattern.MaxLength > 1024);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("(?!a)")]
    public void Refuses_what_a_proxy_would_refuse(string pattern) => Assert.NotNull(RegexSyntax.Check(pattern));

    [Theory]
    [InlineData("^/(a)/(?P<n>b)(?:c)(d)$", 3)]
    [InlineData("a", 0)]
    [InlineData("(a", 0)]
    public void Counts_groups(string pattern, int groups) => Assert.Equal(groups, RegexSyntax.GroupCount(pattern));
}
