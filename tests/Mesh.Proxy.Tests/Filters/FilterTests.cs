using System.Text;
using Mesh.Contract;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Filters;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Tests.Config;
using Mesh.Proxy.Tests.Routing;
using Xunit;
using static Mesh.Proxy.Tests.Config.TestMesh;

namespace Mesh.Proxy.Tests.Filters;

/// <summary>Header edits and rewrites, from rule to what would be written (3.19, 3.20, 3.30).</summary>
public class FilterTests
{
    const string Host = "a.default.svc.cluster.local";

    /// <summary>Runs a request through the filters of the rule that takes it.</summary>
    static Exchange Run(HttpRule rule, TestRequest request)
    {
        var mesh = new TestMesh().Put(Kubernetes("a", "10.96.0.1", 80, Protocol.Http, Version("v1")))
            .Put(new Routes { Name = "r", Domains = { Host }, Http = { rule } });
        Assert.Empty(mesh.Build().Rejections);
        var match = mesh.Match("10.96.0.1", 80, request);
        Assert.NotNull(match.Route);

        var exchange = new Exchange(0, Http1Limits.Default) { RequestBytes = request.Bytes };
        var scanned = 0;
        Http1RequestParser.Parse(request.Bytes.Span, Http1Limits.Default, exchange.Request, ref scanned, out _);
        var random = new FastRandom(1);
        IHttpFilter[] filters = [.. match.Route.Filters, .. match.Route.Clusters.Pick(ref random)!.Filters];
        Assert.All(filters, filter => Assert.Equal(FilterResult.Continue, filter.OnRequest(exchange)));
        Assert.All(filters, filter => filter.OnResponse(exchange));
        return exchange;
    }

    static HttpRule RuleWith(HttpMatch? match = null, Rewrite? rewrite = null, HeaderEdits? headers = null, HeaderEdits? destination = null)
    {
        var rule = Rule("r", match is null ? [] : [match], To(Host));
        rule.Rewrite = rewrite;
        rule.Headers = headers;
        rule.Forward.Destinations[0].Headers = destination;
        return rule;
    }

    static HeaderEdits Request(string[]? set = null, string[]? add = null, string[]? remove = null) => new()
    {
        Request = new()
        {
            Set = { (set ?? []).Select(Of) },
            Add = { (add ?? []).Select(Of) },
            Remove = { remove ?? [] },
        },
    };

    static Header Of(string text) => new() { Name = text.Split('=')[0], Value = text.Split('=')[1] };

    /// <summary>The head as it would be written: lines that stay, then what is added.</summary>
    static string[] Written(HeaderEditList edits, TestRequest request)
    {
        var lines = new List<string>();
        foreach (ref readonly var field in request.Head.Fields)
        {
            if (!edits.Drops(request.Bytes.Span, field))
                lines.Add(Encoding.UTF8.GetString(field.Line.Of(request.Bytes.Span)).TrimEnd());
        }

        var added = new byte[edits.AddedLength];
        Assert.Equal(added.Length, edits.WriteAdded(added));
        lines.AddRange(Encoding.UTF8.GetString(added).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
        return [.. lines.Where(line => !line.StartsWith("Host:", StringComparison.Ordinal))];
    }

    static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    [Fact]
    public void Set_overwrites_add_appends_and_remove_deletes_whatever_the_case()
    {
        var request = new TestRequest(host: "a", headers: ["X-Set: 1", "x-set: 2", "X-Add: 1", "X-Remove: 1", "x-ReMove: 2", "X-Stays: 1"]);
        var exchange = Run(RuleWith(headers: Request(set: ["X-Set=new"], add: ["X-Add=2", "X-New=3"], remove: ["X-REMOVE"])), request);
        Assert.Equal(["X-Add: 1", "X-Stays: 1", "x-set: new", "x-add: 2", "x-new: 3"], Written(exchange.RequestEdits, request));
        Assert.Equal(0, exchange.ResponseEdits.Count);
    }

    [Fact]
    public void Response_edits_are_for_the_response()
    {
        var headers = new HeaderEdits { Response = new() { Add = { Of("x-a=1") }, Remove = { "server" } } };
        var exchange = Run(RuleWith(headers: headers), new TestRequest(host: "a"));
        Assert.Equal(0, exchange.RequestEdits.Count);
        Assert.Equal(2, exchange.ResponseEdits.Count);
    }

    [Fact]
    public void The_route_has_the_last_word_over_its_destination()
    {
        var request = new TestRequest(host: "a", headers: ["x-both: 0"]);
        var exchange = Run(RuleWith(headers: Request(set: ["x-both=route"], add: ["x-list=route"]), destination: Request(set: ["x-both=dest", "x-list=dest"])), request);
        Assert.Equal(["x-list: dest", "x-both: route", "x-list: route"], Written(exchange.RequestEdits, request));
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("host")]
    [InlineData(":authority")]
    public void Host_in_request_set_rewrites_the_authority(string name)
    {
        var exchange = Run(RuleWith(headers: Request(set: [$"{name}=b.com:80", ":path=/x", ":method=PUT"])), new TestRequest(host: "a"));
        Assert.Equal("b.com:80", Text(exchange.RewrittenAuthority));
        Assert.Equal(0, exchange.RequestEdits.Count);
        Assert.Equal(0, exchange.RewrittenPath.Length);
    }

    [Fact]
    public void Of_authorities_the_destinations_wins_then_the_rewrites()
    {
        var rewrite = new Rewrite { Authority = "rewrite" };
        Assert.Equal("rewrite", Text(Run(RuleWith(rewrite: rewrite, headers: Request(set: ["host=route"])), new TestRequest(host: "a")).RewrittenAuthority));
        Assert.Equal("dest", Text(Run(RuleWith(rewrite: rewrite, headers: Request(set: ["host=route"]), destination: Request(set: ["host=dest"])), new TestRequest(host: "a")).RewrittenAuthority));
    }

    [Theory]
    [InlineData("prefix", "/ratings", "/v1/bookRatings", "/ratings/7?q=1", "/v1/bookRatings/7?q=1")]
    [InlineData("prefix", "/a/", "/", "/a/b", "/b")]
    [InlineData("prefix", "/a", "/", "/a", "/")]
    [InlineData("prefix", "/a", "/", "/a?x", "/?x")]
    [InlineData("prefix", "/a/", " ", "/a/b", "/b")]
    [InlineData("prefix", "/a", " ", "/a", "/")]
    [InlineData("prefix", "/a", "b", "/a/c", "/b/c")]
    [InlineData("exact", "/a", "/b", "/a?x=/a", "/b?x=/a")]
    [InlineData("regex", "/a/.*", "/b", "/a/c/d?x", "/b?x")]
    [InlineData("none", "", "/b/", "/c", "/b/c")]
    public void Uri_replaces_what_matched_and_keeps_the_query(string kind, string value, string uri, string target, string expected)
    {
        var match = kind switch
        {
            "prefix" => new HttpMatch { Uri = new StringMatch { Prefix = value } },
            "exact" => new HttpMatch { Uri = new StringMatch { Exact = value } },
            "regex" => new HttpMatch { Uri = new StringMatch { Regex = value } },
            _ => null,
        };
        var request = new TestRequest(target, "a");
        var exchange = Run(RuleWith(match, new Rewrite { Uri = uri }), request);
        Assert.Equal(expected, Text(exchange.RewrittenPath));
        Assert.Equal([$"x-envoy-original-path: {target}"], Written(exchange.RequestEdits, request));
    }

    [Theory]
    [InlineData("^/service/([^/]+)(/.*)$", @"\2/instance/\1", "/service/foo/v1/api", "/v1/api/instance/foo")]
    [InlineData("one", "two", "/xxx/one/yyy/one/zzz?one=one", "/xxx/two/yyy/two/zzz?one=one")]
    [InlineData("(?i)/xxx/", "/yyy/", "/aaa/XxX/bbb", "/aaa/yyy/bbb")]
    [InlineData(".*", "/all", "/a/b?c", "/all?c")]
    [InlineData("/nothing", "/x", "/a?b", "/a?b")]
    [InlineData("a", @"\\", "/bab", @"/b\b")]
    [InlineData("(b)(x)?", @"[\0\2]", "/bab", "/[b]a[b]")]
    [InlineData("^/", "", "/x", "/x")]
    public void A_regex_rewrite_substitutes_in_the_path_only(string regex, string substitution, string target, string expected)
    {
        var exchange = Run(RuleWith(rewrite: new Rewrite { Regex = regex, RegexSubstitution = substitution }), new TestRequest(target, "a"));
        Assert.Equal(expected, Text(exchange.RewrittenPath));
    }

    [Theory]
    [InlineData("a\u0001b")]
    [InlineData("a\u007Fb")]
    [InlineData("a\r\nb")]
    [InlineData("a\0b")]
    [InlineData(" a")]
    [InlineData("a\t")]
    [InlineData("a b", true)]
    [InlineData("a\tb", true)]
    [InlineData("\u00E9", true)]
    [InlineData("", true)]
    public void Values_that_would_not_be_written_are_refused(string value, bool accepted = false)
    {
        var headers = new HeaderEdits { Request = new() { Set = { new Header { Name = "x-a", Value = value } } } };
        var mesh = new TestMesh().Put(Kubernetes("a", "10.96.0.1", 80, Protocol.Http, Version("v1")))
            .Put(new Routes { Name = "r", Domains = { Host }, Http = { RuleWith(headers: headers) } });
        Assert.Equal(accepted, mesh.Build().Rejections.Count == 0);
    }

    [Fact]
    public void What_one_huge_value_took_is_given_back()
    {
        var list = new HeaderEditList();
        var small = list.Reserve(100);
        list.Clear();
        Assert.True(list.Reserve(100).Span == small.Span);
        var huge = list.Reserve(60_000);
        list.Clear();
        Assert.False(list.Reserve(60_000).Span == huge.Span);
    }

    [Fact]
    public void An_edit_list_is_empty_after_it_was_cleared_and_grows_as_needed()
    {
        var list = new HeaderEditList();
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 100; i++)
            {
                list.Set(Encoding.ASCII.GetBytes($"x-{i}"), "v"u8.ToArray());
                list.Add(Encoding.ASCII.GetBytes($"x-{i}"), "w"u8.ToArray());
                list.Remove(Encoding.ASCII.GetBytes($"x-{i / 2}"));
            }

            // All hundred names are dropped; the upper half is appended twice.
            Assert.Equal((200, 100), (list.Count, list.AddedCount));
            list.Clear();
            Assert.Equal((0, 0, 0), (list.Count, list.AddedCount, list.AddedLength));
        }
    }
}
