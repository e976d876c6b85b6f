using Mesh.Contract;
using Mesh.Proxy.Config;
using Xunit;

namespace Mesh.Proxy.Tests.Routing;

/// <summary>Match blocks as users write them, request by request (3.5-3.10).</summary>
public class HttpMatchTests
{
    static bool Matches(HttpMatch match, TestRequest request) =>
        HttpMatchPlan.Read(match, new RewritePlan(null, null, null)).Matcher.Matches(request.View);

    static StringMatch Exact(string value) => new() { Exact = value };

    static StringMatch Prefix(string value) => new() { Prefix = value };

    static StringMatch Regex(string value) => new() { Regex = value };

    // (3.6)
    [Theory]
    [InlineData("exact", "/a", "/a", true)]
    [InlineData("exact", "/a", "/a?x=1", true)]
    [InlineData("exact", "/a", "/a/", false)]
    [InlineData("exact", "/a", "/A", false)]
    [InlineData("prefix", "/a", "/a", true)]
    [InlineData("prefix", "/a", "/ab/c", true)]
    [InlineData("prefix", "/a", "/b/a", false)]
    [InlineData("prefix", "/a/b", "/a", false)]
    [InlineData("prefix", "/", "/anything", true)]
    [InlineData("regex", "/a.*", "/abc?x", true)]
    [InlineData("regex", "/a", "/ab", false)]
    [InlineData("regex", "a", "/a", false)]
    [InlineData("regex", "/(a|b)/[0-9]+", "/b/17", true)]
    [InlineData("regex", "/a|/b", "/bc", false)]
    [InlineData("regex", "/a.c", "/a%20c", false)]
    public void Uri_is_the_path_without_query(string kind, string value, string target, bool expected) =>
        Assert.Equal(expected, Matches(new HttpMatch { Uri = Of(kind, value) }, new TestRequest(target)));

    // ignoreUriCase (3.6)
    [Theory]
    [InlineData("exact", "/Ab", "/aB", true)]
    [InlineData("prefix", "/AB", "/abc", true)]
    [InlineData("exact", "/a[", "/a{", false)]
    [InlineData("exact", "/Ab", "/aBc", false)]
    [InlineData("regex", "/AB", "/ab", false)]
    public void Case_is_ignored_for_exact_and_prefix_only(string kind, string value, string target, bool expected) =>
        Assert.Equal(expected, Matches(new HttpMatch { Uri = Of(kind, value), IgnoreUriCase = true }, new TestRequest(target)));

    // The authority may carry a port (3.7).
    [Fact]
    public void Method_scheme_and_authority_are_compared_as_sent()
    {
        Assert.True(Matches(new HttpMatch { Method = Exact("GET") }, new TestRequest()));
        Assert.False(Matches(new HttpMatch { Method = Exact("get") }, new TestRequest()));
        Assert.True(Matches(new HttpMatch { Method = Regex("GET|HEAD") }, new TestRequest(method: "HEAD")));
        Assert.True(Matches(new HttpMatch { Scheme = Exact("https") }, new TestRequest { Scheme = "https" }));
        Assert.False(Matches(new HttpMatch { Scheme = Exact("https") }, new TestRequest()));
        Assert.True(Matches(new HttpMatch { Authority = Exact("reviews:9080") }, new TestRequest(host: "reviews:9080")));
        Assert.False(Matches(new HttpMatch { Authority = Exact("reviews") }, new TestRequest(host: "reviews:9080")));
        Assert.True(Matches(new HttpMatch { Authority = Prefix("reviews") }, new TestRequest(host: "reviews:9080")));
        Assert.True(Matches(new HttpMatch { Authority = Regex("reviews(:[0-9]+)?") }, new TestRequest(host: "reviews:9080")));
        Assert.False(Matches(new HttpMatch { Authority = Regex("reviews") }, new TestRequest(host: "reviews:9080")));
        Assert.False(Matches(new HttpMatch { Authority = Exact("Reviews:9080") }, new TestRequest(host: "reviews:9080")));
        Assert.True(Matches(new HttpMatch { Method = Prefix("P") }, new TestRequest(method: "PATCH")));
        Assert.True(Matches(new HttpMatch { Scheme = Regex("https?") }, new TestRequest()));
        Assert.False(Matches(new HttpMatch { Scheme = Prefix("https") }, new TestRequest()));
    }

    [Theory]
    [InlineData("exact", "jason", new[] { "End-User: jason" }, true)]
    [InlineData("exact", "jason", new[] { "end-user:   jason  " }, true)]
    [InlineData("exact", "jason", new[] { "end-user: Jason" }, false)]
    [InlineData("exact", "jason", new[] { "end-user2: jason" }, false)]
    [InlineData("exact", "jason", new string[0], false)]
    [InlineData("exact", "", new string[0], false)]
    [InlineData("exact", "", new[] { "end-user:" }, true)]
    [InlineData("prefix", "ja", new[] { "end-user: jason" }, true)]
    [InlineData("regex", "j.*n", new[] { "end-user: jason" }, true)]
    [InlineData("regex", "j", new[] { "end-user: jason" }, false)]
    [InlineData("regex", "*", new[] { "end-user: x" }, true)]
    [InlineData("regex", "*", new string[0], false)]
    [InlineData("present", "", new[] { "end-user:" }, true)]
    [InlineData("present", "", new string[0], false)]
    [InlineData("exact", "jason", new[] { "end-user: jason", "end-user: bob" }, false)]
    [InlineData("exact", "jason,bob", new[] { "end-user: jason", "x: y", "END-USER: bob" }, true)]
    [InlineData("prefix", "jason,b", new[] { "end-user: jason", "end-user: bob" }, true)]
    public void Headers_have_to_hold(string kind, string value, string[] headers, bool expected) =>
        Assert.Equal(expected, Matches(
            new HttpMatch { Headers = { new NamedMatch { Name = "end-user", Value = Of(kind, value) } } }, new TestRequest(headers: headers)));

    [Theory]
    [InlineData("exact", "jason", new[] { "end-user: jason" }, false)]
    [InlineData("exact", "jason", new[] { "end-user: bob" }, true)]
    [InlineData("exact", "jason", new string[0], true)]
    [InlineData("exact", "", new string[0], false)]
    [InlineData("regex", ".*", new string[0], false)]
    [InlineData("prefix", "", new string[0], false)]
    [InlineData("present", "", new string[0], true)]
    [InlineData("present", "", new[] { "end-user:" }, false)]
    public void WithoutHeaders_must_not_hold_and_a_missing_header_counts_as_empty(string kind, string value, string[] headers, bool expected) =>
        Assert.Equal(expected, Matches(
            new HttpMatch { WithoutHeaders = { new NamedMatch { Name = "end-user", Value = Of(kind, value) } } }, new TestRequest(headers: headers)));

    [Theory]
    [InlineData("exact", "1", "/?ver=1", true)]
    [InlineData("exact", "1", "/?a=b&ver=1&c", true)]
    [InlineData("exact", "1", "/?ver=1&ver=2", true)]
    [InlineData("exact", "2", "/?ver=1&ver=2", false)]
    [InlineData("exact", "1", "/?xver=1", false)]
    [InlineData("exact", "1", "/?verx=1", false)]
    [InlineData("exact", "", "/?ver", true)]
    [InlineData("exact", "", "/?ver=", true)]
    [InlineData("exact", "", "/?ver=1", false)]
    [InlineData("exact", "", "/", false)]
    [InlineData("present", "", "/?ver=9", true)]
    [InlineData("present", "", "/?ver", true)]
    [InlineData("present", "", "/?other", false)]
    [InlineData("prefix", "a", "/?ver=abc", true)]
    [InlineData("regex", "[0-9]+", "/?ver=12", true)]
    [InlineData("regex", "[0-9]+", "/?ver=12a", false)]
    public void Query_parameters_have_to_hold(string kind, string value, string target, bool expected) =>
        Assert.Equal(expected, Matches(
            new HttpMatch { QueryParams = { new NamedMatch { Name = "ver", Value = Of(kind, value) } } }, new TestRequest(target)));

    [Fact]
    public void All_conditions_of_a_block_have_to_hold()
    {
        var match = new HttpMatch { Uri = Prefix("/a"), Method = Exact("GET"), Headers = { new NamedMatch { Name = "x" } } };
        Assert.True(Matches(match, new TestRequest("/a", headers: "x: 1")));
        Assert.False(Matches(match, new TestRequest("/b", headers: "x: 1")));
        Assert.False(Matches(match, new TestRequest("/a", method: "PUT", headers: "x: 1")));
        Assert.False(Matches(match, new TestRequest("/a")));
    }

    [Fact]
    public void Values_longer_than_the_stack_buffer_are_matched_too()
    {
        var value = new string('a', 5000) + "\u00e9";
        var match = new HttpMatch { Headers = { new NamedMatch { Name = "x", Value = Regex("a+.") } } };
        Assert.True(Matches(match, new TestRequest(headers: $"x: {value}")));
        Assert.False(Matches(match, new TestRequest(headers: $"x: {value}bb")));
    }

    static StringMatch? Of(string kind, string value) => kind switch
    {
        "exact" => Exact(value),
        "prefix" => Prefix(value),
        "regex" => Regex(value),
        _ => null,
    };
}
