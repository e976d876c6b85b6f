using Mesh.Proxy.Names;
using Xunit;

namespace Mesh.Proxy.Tests.Names;

public class ResolverConfigurationTests
{
    [Fact]
    public void A_pods_file()
    {
        var pod = ResolverConfiguration.Parse("""
            search default.svc.cluster.local svc.cluster.local cluster.local.
            nameserver 10.96.0.10
            nameserver fd00::10	# of Kubernetes
            options ndots:5 timeout:2 attempts:3 rotate edns0 trust-ad
            """);
        Assert.Equal(["10.96.0.10:53", "[fd00::10]:53"], pod.Servers.Select(server => server.ToString()));
        Assert.Equal(["default.svc.cluster.local", "svc.cluster.local", "cluster.local"], pod.Search);
        Assert.Equal((5, TimeSpan.FromSeconds(2), 3, true, false), (pod.Dots, pod.Timeout, pod.Attempts, pod.Rotates, pod.UsesTcp));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nameserver 1.1.1.1\n;nameserver 1.1.1.1\nnameserver\nnameserver x\noptions\noptions ndots: timeout:x ndots:-1 :::\nsearch\n\0\n")]
    public void What_is_not_said_or_not_understood_is_the_default(string text)
    {
        var none = ResolverConfiguration.Parse(text);
        Assert.Equal("127.0.0.1:53", Assert.Single(none.Servers).ToString());
        Assert.Empty(none.Search);
        Assert.Equal((1, TimeSpan.FromSeconds(5), 2, false), (none.Dots, none.Timeout, none.Attempts, none.Rotates));
    }

    [Fact]
    public void Limits_are_glibcs()
    {
        var much = ResolverConfiguration.Parse(
            "nameserver 1.1.1.1\nnameserver 1.1.1.2\nnameserver 1.1.1.3\nnameserver 1.1.1.4\noptions ndots:99 timeout:0 attempts:99 use-vc\ndomain a\nsearch b c\n");
        Assert.Equal(3, much.Servers.Count);
        Assert.Equal((15, TimeSpan.FromSeconds(1), 5, true), (much.Dots, much.Timeout, much.Attempts, much.UsesTcp));
        Assert.Equal(["b", "c"], much.Search);
    }

    /// <summary>As glibc looks for them; a dot at the end ends the search.</summary>
    [Theory]
    [InlineData("reviews", 5, "reviews.ns.svc reviews.svc reviews")]
    [InlineData("a.b.c.d.e", 5, "a.b.c.d.e.ns.svc a.b.c.d.e.svc a.b.c.d.e")]
    [InlineData("a.b.c.d.e.f", 5, "a.b.c.d.e.f a.b.c.d.e.f.ns.svc a.b.c.d.e.f.svc")]
    [InlineData("a.b.", 5, "a.b")]
    [InlineData("a", 0, "a a.ns.svc a.svc")]
    public void The_search_list(string name, int dots, string expected) =>
        Assert.Equal(expected, string.Join(' ', SearchList.Of(name, ResolverConfiguration.Default with { Search = ["ns.svc", "svc"], Dots = dots })));

    [Fact]
    public void A_hosts_file()
    {
        var hosts = HostsFile.Parse("127.0.0.1 localhost\n::1 localhost ip6-localhost # loopback\n#10.0.0.1 no\n10.0.0.7\tapi  API.example\n10.0.0.8 api\nx y\n10.0.0.9\n");
        Assert.Equal("127.0.0.1 ::1", string.Join(' ', hosts.Find("localhost")!.AsEnumerable()));
        Assert.Equal("10.0.0.7 10.0.0.8", string.Join(' ', hosts.Find("API")!.AsEnumerable()));
        Assert.NotNull(hosts.Find("api.EXAMPLE"));
        Assert.Null(hosts.Find("no"));
        Assert.Null(hosts.Find("y"));
    }
}
