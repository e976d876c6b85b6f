using System.Text;
using Mesh.Proxy.Routing;
using Xunit;

namespace Mesh.Proxy.Tests.Routing;

/// <summary>Regexes over bytes. What an expression means is tested beside the contract's Re2Pattern.</summary>
public class RegexMatcherTests
{
    [Theory]
    [InlineData("/a/.*", "/a/b", true)]
    [InlineData("/a", "/a/b", false)]
    [InlineData("a", "/a", false)]
    [InlineData("/\u00e9+", "/\u00e9\u00e9", true)]
    public void Holds_for_the_whole_value_read_as_utf8(string pattern, string value, bool expected) =>
        Assert.Equal(expected, RegexMatcher.TryCreate(pattern, out _)!.IsMatch(Encoding.UTF8.GetBytes(value)));

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(60_000)]
    public void A_value_of_any_length_is_matched_to_its_end(int length)
    {
        var matcher = RegexMatcher.TryCreate("a*b", out _)!;
        var value = new byte[length];
        Array.Fill(value, (byte)'a');
        Assert.False(matcher.IsMatch(value));
        value[^1] = (byte)'b';
        Assert.True(matcher.IsMatch(value));
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_matched_as_something()
    {
        Assert.True(RegexMatcher.TryCreate("/.+", out _)!.IsMatch([(byte)'/', 0xFF, 0xC3]));
        Assert.False(RegexMatcher.TryCreate("/[a-z]+", out _)!.IsMatch([(byte)'/', 0xFF, 0xC3]));
    }

    [Fact]
    public void What_is_not_re2_is_refused()
    {
        Assert.Null(RegexMatcher.TryCreate("(?!a)", out var error));
        Assert.NotEmpty(error!);
    }
}
