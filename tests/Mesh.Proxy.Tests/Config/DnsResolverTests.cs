using System.Net;
using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.Names;
using Mesh.Testing.InMemory;
using Xunit;

namespace Mesh.Proxy.Tests.Config;

/// <summary>Names among endpoints (5.14), in virtual time.</summary>
[Collection("the process's log")]
public class DnsResolverTests
{
    readonly InMemoryNetwork network = new();
    readonly FakeNameLookup lookup = new();
    readonly SnapshotHolder holder = new();
    readonly DnsResolver resolver;
    readonly ConfigApplier applier;

    public DnsResolverTests()
    {
        resolver = new DnsResolver(network.CreateLoop(), lookup, new UsableFamilies(HasIPv4: true, HasIPv6: false), 1);
        applier = new ConfigApplier(new SnapshotBuilder(1, NodeType.Sidecar), holder, resolver);
    }

    static IPAddress[] Addresses(params string[] text) => [.. text.Select(IPAddress.Parse)];

    static ResourceSet Named(params string[] hostnames) => ResourceSet.Of(1, hostnames.Select(hostname => ResourceCodec.Pack(
        Kind.Service, hostname, new Service { Hostname = hostname, Resolution = Resolution.Dns, Ports = { new ServicePort { Number = 80, Protocol = Protocol.Http } } })));

    string Endpoints(string hostname) => string.Join(' ', holder.Current.Clusters.Single(cluster => cluster.ServiceHostname == hostname).Endpoints.Select(endpoint => endpoint.AddressText));

    [Fact]
    public void An_answer_is_published_and_asked_for_again()
    {
        lookup.Answers["a.example"] = Addresses("192.0.2.1", "192.0.2.2", "192.0.2.1", "2001:db8::1");
        applier.Apply(Named("a.example"));
        Assert.Equal("", Endpoints("a.example"));
        network.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("192.0.2.1:80 192.0.2.2:80", Endpoints("a.example"));
        var first = holder.Current.Clusters.Single(cluster => cluster.ServiceHostname == "a.example").Endpoints[0];

        // Rotated: nothing changes. Then one goes and one comes.
        lookup.Answers["a.example"] = Addresses("192.0.2.2", "192.0.2.1");
        var published = holder.Current;
        network.Advance(TimeSpan.FromSeconds(66));
        Assert.Same(published, holder.Current);
        lookup.Answers["a.example"] = Addresses("192.0.2.3", "192.0.2.1");
        network.Advance(TimeSpan.FromSeconds(66));
        Assert.Equal("192.0.2.1:80 192.0.2.3:80", Endpoints("a.example"));
        Assert.Same(first, holder.Current.Clusters.Single(cluster => cluster.ServiceHostname == "a.example").Endpoints[0]);
        Assert.Equal(3, lookup.Asked.Count);
    }

    [Theory]
    [InlineData(30, 30, 33)]
    [InlineData(5, 5, 5.5)]
    [InlineData(1, 1, 1.1)]
    [InlineData(0, 60, 65)]
    [InlineData(null, 60, 65)]
    [InlineData(10_000_000, 86_400, 86_405)]
    public void It_is_asked_for_again_when_its_ttl_is_over(int? ttl, double earliest, double latest)
    {
        lookup.Answers["a.example"] = Addresses("192.0.2.1");
        lookup.TimeToLive = ttl is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        applier.Apply(Named("a.example"));
        network.RunUntilIdle();
        network.Advance(TimeSpan.FromSeconds(earliest - 0.1));
        Assert.Single(lookup.Asked);
        network.Advance(TimeSpan.FromSeconds(latest - earliest + 0.3));
        Assert.Equal(2, lookup.Asked.Count);
    }

    [Fact]
    public void That_there_is_none_holds_as_long_as_was_said_and_a_minute_at_most()
    {
        lookup.Otherwise = new NameAnswer(NameOutcome.None, [], TimeSpan.FromSeconds(20));
        applier.Apply(Named("a.example"));
        network.Advance(TimeSpan.FromMinutes(10));
        Assert.InRange(lookup.Asked.Count, 28, 60);
        lookup.Otherwise = new NameAnswer(NameOutcome.None, [], TimeSpan.FromHours(20));
        network.Advance(TimeSpan.FromSeconds(60));
        lookup.Asked.Clear();
        network.Advance(TimeSpan.FromMinutes(10));
        Assert.InRange(lookup.Asked.Count, 9, 21);
    }

    [Fact]
    public void Half_an_answer_replaces_none_but_no_whole_one()
    {
        lookup.Answers["a.example"] = Addresses("192.0.2.1");
        lookup.IsPartial = true;
        applier.Apply(Named("a.example"));
        network.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("192.0.2.1:80", Endpoints("a.example"));
        lookup.IsPartial = false;
        lookup.Answers["a.example"] = Addresses("192.0.2.2", "192.0.2.3");
        network.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("192.0.2.2:80 192.0.2.3:80", Endpoints("a.example"));
        lookup.IsPartial = true;
        lookup.Answers["a.example"] = Addresses("192.0.2.3");
        network.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("192.0.2.2:80 192.0.2.3:80", Endpoints("a.example"));
    }

    [Fact]
    public void A_failure_keeps_the_last_good_answer_and_backs_off()
    {
        lookup.Answers["a.example"] = Addresses("192.0.2.1");
        applier.Apply(Named("a.example"));
        network.Advance(TimeSpan.FromSeconds(1));
        lookup.Answers.Clear();
        network.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("192.0.2.1:80", Endpoints("a.example"));
        Assert.InRange(lookup.Asked.Count, 10, 30);
        lookup.Answers["a.example"] = Addresses("192.0.2.9");
        network.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("192.0.2.9:80", Endpoints("a.example"));
    }

    [Fact]
    public void IPv6_is_used_where_there_is_nothing_else()
    {
        lookup.Answers["a.example"] = Addresses("2001:db8::1");
        applier.Apply(Named("a.example"));
        network.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("[2001:db8::1]:80", Endpoints("a.example"));
    }

    [Fact]
    public void Lookups_at_once_are_bounded_and_names_that_went_are_forgotten()
    {
        lookup.Holds = true;
        var names = Enumerable.Range(0, 50).Select(i => $"n{i}.example").ToArray();
        foreach (var name in names)
            lookup.Answers[name] = Addresses("192.0.2.1");
        applier.Apply(Named(names));
        network.RunUntilIdle();
        Assert.Equal(32, lookup.Held);

        applier.Apply(Named("n49.example"));
        lookup.Release();
        network.RunUntilIdle();
        lookup.Holds = false;
        lookup.Release();
        network.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(33, lookup.Asked.Count);
        Assert.Equal("192.0.2.1:80", Endpoints("n49.example"));
    }
}
