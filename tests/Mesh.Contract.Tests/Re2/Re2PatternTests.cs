using System.Diagnostics;
using System.Text.RegularExpressions;
using Mesh.Contract.Re2;
using Xunit;

namespace Mesh.Contract.Tests.Re2;

/// <summary>RE2 syntax on .NET's engine: same meaning, or refused.</summary>
public class Re2PatternTests
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a$", "a\n", false)]
    [InlineData("^a$", "a", true)]
    [InlineData(@"\Aa\z", "a", true)]
    [InlineData(@"(?P<name>a)(?<x>b)", "ab", true)]
    [InlineData(@"\d+", "12", true)]
    [InlineData(@"\d", "\u0661", false)]
    [InlineData(@"\w+", "az_09", true)]
    [InlineData(@"\w", "\u00e9", false)]
    [InlineData(@"\W", "\u00e9", true)]
    [InlineData(@"[\w.-]+", "a.b-c", true)]
    [InlineData(@"[^\d]", "a", true)]
    [InlineData(@"[\D]", "5", false)]
    [InlineData(@"[\Wx]+", "x-", true)]
    [InlineData(@"\s\S", " a", true)]
    [InlineData("[[:alpha:]]+", "abc", true)]
    [InlineData("[[:^alpha:]]", "1", true)]
    [InlineData("[[:xdigit:]-]+", "af-09", true)]
    [InlineData("[[:foo]+", "[:fo", true)]
    [InlineData("[a-z-[aeiou]]", "b]", true)]
    [InlineData("[a-z-[aeiou]]", "b", false)]
    [InlineData("[]a]+", "]a", true)]
    [InlineData("[^]a]", "b", true)]
    [InlineData("[a-]+", "a-", true)]
    [InlineData(@"\Qa.b*\E+", "a.b**", true)]
    [InlineData(@"\Qa.b", "axb", false)]
    [InlineData(@"a\.b", "a.b", true)]
    [InlineData(@"\x41\x{42}\103", "ABC", true)]
    [InlineData(@"\x{1F600}+", "\U0001F600\U0001F600", true)]
    [InlineData(@"\pL+", "a\u00e9", true)]
    [InlineData(@"\p{Lu}\P{Lu}[\p{Nd}]", "Aa1", true)]
    [InlineData(@"\p{^Lu}", "a", true)]
    [InlineData("a{2,3}", "aaa", true)]
    [InlineData("a{2,3}", "aaaa", false)]
    [InlineData("a{,3}", "a{,3}", true)]
    [InlineData("a{x", "a{x", true)]
    [InlineData("(?i)ABC", "abc", true)]
    [InlineData("(?i:A)B", "ab", false)]
    [InlineData("(?U)a+", "aaa", true)]
    [InlineData("(?U:a+)b", "aab", true)]
    [InlineData("(?s).", "\n", true)]
    [InlineData(".", "\n", false)]
    [InlineData("(?m)a$\nb", "a\nb", true)]
    [InlineData("a$\nb", "a\nb", false)]
    [InlineData("a||b", "", true)]
    [InlineData("()", "", true)]
    [InlineData(@"\bfoo\b.*", "foo bar", true)]
    [InlineData("#a b", "#a b", true)]
    [InlineData("/user/(?P<id>[^/]+)/.*", "/user/7/x", true)]
    [InlineData("^(.*?;)?(user=jason)(;.*)?$", "a;user=jason;b", true)]
    [InlineData("^[^\\d]$", "7", false)]
    [InlineData(@"[\S]", " ", false)]
    [InlineData("[^]a]", "]", false)]
    [InlineData("(?m)a$\n.*", "a\nb", true)]
    [InlineData("^(?P<name>a)(?<other>b)(c)$", "abc", true)]
    [InlineData(@"^/api/v\d/(?:users|groups)/[0-9a-f-]{36}$", "/api/v1/users/123e4567-e89b-12d3-a456-426614174000", true)]
    public void Matches_as_RE2_does(string pattern, string value, bool expected)
    {
        var regex = Compile(pattern, out var error);
        Assert.Null(error);
        Assert.Equal(expected, regex!.IsMatch(value));
    }

    [Theory]
    [InlineData("(?=a)")]
    [InlineData("(?!a)")]
    [InlineData("(?<=a)b")]
    [InlineData("(?<!a)b")]
    [InlineData("(?>a)")]
    [InlineData("(?#comment)")]
    [InlineData("(?(1)a|b)")]
    [InlineData(@"(a)\1")]
    [InlineData(@"\k<a>")]
    [InlineData(@"\Z")]
    [InlineData(@"\C")]
    [InlineData(@"\p{Greek}")]
    [InlineData(@"\p{L")]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("[a")]
    [InlineData("[z-a]")]
    [InlineData("[[:nope:]]")]
    [InlineData("*")]
    [InlineData("a**")]
    [InlineData("a|*")]
    [InlineData("(*a)")]
    [InlineData(@"a\")]
    [InlineData(@"\x4")]
    [InlineData(@"\x{110000}")]
    [InlineData("a{1001}")]
    [InlineData("a{3,2}")]
    [InlineData("(a{100}){100}")]
    [InlineData("((((a{10}){10}){10}){10}){10}")]
    [InlineData("(?P<n")]
    [InlineData("(?P<>a)")]
    [InlineData("(?")]
    [InlineData("(?x)a")]
    [InlineData("(?'n'a)")]
    [InlineData("(?P=n)")]
    [InlineData(@"\G")]
    [InlineData(@"\cA")]
    [InlineData(@"\u0041")]
    [InlineData(@"\p{IsGreek}")]
    [InlineData(@"\p")]
    [InlineData(@"\xZZ")]
    [InlineData("[")]
    [InlineData("a{99999}")]
    [InlineData("((a{1000}){1000}){1000}")]
    public void Refuses_what_is_not_RE2_or_too_large(string pattern)
    {
        Assert.Null(Compile(pattern, out var error));
        Assert.NotEmpty(error!);
    }

    [Fact]
    public void Refuses_an_endless_expression()
    {
        Assert.Null(Compile(new string('a', Re2Pattern.MaxLength + 1), out var error));
        Assert.Contains("4096", error);
        Assert.Null(Compile(new string('(', 3000), out error));
        Assert.NotNull(error);
    }

    // The expressions that take a backtracking engine years.
    [Theory]
    [InlineData("(a+)+b")]
    [InlineData("(a|a)*b")]
    [InlineData("(.*a){20}b")]
    public void Takes_linear_time_on_hostile_values(string pattern)
    {
        var regex = Compile(pattern, out _)!;
        var value = new string('a', 20_000);
        var started = Stopwatch.GetTimestamp();
        Assert.DoesNotMatch(regex, value);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Random_patterns_never_throw()
    {
        var random = new Random(7);
        const string alphabet = @"ab()[]{}|*+?\.^$-:,<>P=!1239dpQEzAUims#&~";
        for (var i = 0; i < 3_000; i++)
        {
            var pattern = new string(random.GetItems<char>(alphabet, random.Next(12)));
            var regex = Compile(pattern, out var error);
            Assert.True(regex is null != (error is null), pattern);
            regex?.IsMatch("ab-1");
        }
    }

    [Theory]
    [InlineData("^/(a)/(?P<n>b)(?:c)(d)$", 3)]
    [InlineData("a", 0)]
    public void Groups_are_numbered_in_order(string pattern, int groups)
    {
        var regex = Re2Pattern.TryCompile(pattern, wholeValue: false, out _)!;
        Assert.Equal(Enumerable.Range(0, groups + 1), regex.GetGroupNumbers());
    }

    [Theory]
    [InlineData("b", true)]
    [InlineData("^b", false)]
    public void A_part_of_the_value_is_enough_where_that_is_asked(string pattern, bool expected) =>
        Assert.Equal(expected, Re2Pattern.TryCompile(pattern, wholeValue: false, out _)!.IsMatch("abc"));

    static Regex? Compile(string pattern, out string? error) => Re2Pattern.TryCompile(pattern, wholeValue: true, out error);
}
