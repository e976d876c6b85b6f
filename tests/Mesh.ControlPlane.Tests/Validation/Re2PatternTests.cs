using System.Text.RegularExpressions;
using Mesh.ControlPlane.Validation;
using Xunit;

namespace Mesh.ControlPlane.Tests.Validation;

public sealed class Re2PatternTests
{
    [Theory]
    [InlineData("^(.*?;)?(user=jason)(;.*)?$", "a;user=jason;b", true)]
    [InlineData(@"\d+", "\u0663", false)]
    [InlineData(@"^\w+$", "\u00E9", false)]
    [InlineData(@"^[\w-]+$", "a-b", true)]
    [InlineData(@"^[^\d]$", "7", false)]
    [InlineData(@"^[\D]$", "7", false)]
    [InlineData(@"^[\S]$", " ", false)]
    [InlineData("^[[:alpha:]_]+$", "ab_", true)]
    [InlineData("^[a-c-[b]]$", "b]", true)]
    [InlineData("^[]a]$", "]", true)]
    [InlineData("^[^]a]$", "]", false)]
    [InlineData(@"^\Qa.b\E+$", "a.bb", true)]
    [InlineData(@"^\Qa.b\E$", "axb", false)]
    [InlineData("(?i)^ABC$", "abc", true)]
    [InlineData("(?i:A)b", "ab", true)]
    [InlineData("a$", "a\n", false)]
    [InlineData("(?m)a$", "a\nb", true)]
    [InlineData(@"^\pL\p{Lu}\P{L}$", "aB1", true)]
    [InlineData(@"^\x41\x{42}$", "AB", true)]
    [InlineData("^(?P<name>a)(?<other>b)(c)$", "abc", true)]
    [InlineData("^a{2,3}$", "aaa", true)]
    [InlineData("a{,2}", "a{,2}", true)]
    [InlineData(@"^/api/v\d/(?:users|groups)/[0-9a-f-]{36}$", "/api/v1/users/123e4567-e89b-12d3-a456-426614174000", true)]
    public void Means_what_it_means_in_re2(string pattern, string input, bool expected)
    {
        Assert.Null(Re2Pattern.TryTranslate(pattern, out var translated));
        Assert.Equal(expected, new Regex(translated, Re2Pattern.Options).IsMatch(input));
    }

    [Theory]
    [InlineData("(?=a)")]
    [InlineData("(?!a)")]
    [InlineData("(?<=a)")]
    [InlineData("(?<!a)")]
    [InlineData("(?>a)")]
    [InlineData("(?#a)")]
    [InlineData("(?(1)a)")]
    [InlineData("(?'n'a)")]
    [InlineData("(?P=n)")]
    [InlineData("(?x) a")]
    [InlineData(@"(a)\1")]
    [InlineData(@"\k<n>")]
    [InlineData(@"\Z")]
    [InlineData(@"\G")]
    [InlineData(@"\cA")]
    [InlineData(@"\u0041")]
    [InlineData(@"\p{IsGreek}")]
    [InlineData(@"\p")]
    [InlineData(@"\x{110000}")]
    [InlineData(@"\xZZ")]
    [InlineData("[[:nope:]]")]
    [InlineData("[a")]
    [InlineData("[")]
    [InlineData("a**")]
    [InlineData("a{1001}")]
    [InlineData("a{99999999999}")]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("(?")]
    [InlineData("(?P<")]
    [InlineData(@"\")]
    [InlineData("")]
    [InlineData("((a{1000}){1000}){1000}")]
    public void Refuses_what_re2_refuses(string pattern) => Assert.NotNull(Re2Pattern.Check(pattern));

    [Fact]
    public void Has_istios_length_limit()
    {
        Assert.Null(Re2Pattern.Check(new string('a', 1024)));
        Assert.NotNull(Re2Pattern.Check(new string('a', 1025)));
    }

    [Theory]
    [InlineData("^/(a)/(?P<n>b)(?:c)(d)$", 3)]
    [InlineData("a", 0)]
    public void Counts_groups_in_order(string pattern, int groups) => Assert.Equal(groups, Re2Pattern.GroupCount(pattern));
}
