using System.Net;
using Mesh.Proxy.Names;
using Mesh.Testing.Dns;
using Mesh.Testing.InMemory;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Names;

/// <summary>Against scripted servers, in memory and in virtual time.</summary>
public sealed class StubResolverTests : IDisposable
{
    readonly InMemoryNetwork network = new();
    readonly string directory = Directory.CreateTempSubdirectory("mesh-names-").FullName;
    readonly Testing.Buffers.LeakTrackingBufferPool buffers = new();
    readonly ScriptedDns first;
    readonly ScriptedDns second;
    readonly StubResolver resolver;

    public StubResolverTests()
    {
        first = new ScriptedDns(network, "10.0.0.53");
        second = new ScriptedDns(network, "fd00::53");
        Write("resolv.conf", "nameserver 10.0.0.53\nnameserver fd00::53\noptions timeout:2 attempts:2\n");
        resolver = new StubResolver(network.CreateLoop(buffers), Path.Combine(directory, "resolv.conf"), Path.Combine(directory, "hosts"));
    }

    public void Dispose()
    {
        Directory.Delete(directory, recursive: true);
        network.Run(resolver.Loop.DisposeAsync().AsTask());
        buffers.Verify();
    }

    [Fact]
    public void Both_families_at_once_with_the_least_ttl()
    {
        first.Knows("a.example", "192.0.2.1", 300).Knows("a.example", "192.0.2.2", 40).Knows("a.example", "2001:db8::1", 50);
        Assert.Equal("Found 192.0.2.1 192.0.2.2 2001:db8::1 40", Resolve("a.example"));
        Assert.Equal("a.example/A a.example/AAAA", first.Log());
        Assert.Equal(2, first.Ports.Distinct().Count());
        Assert.All(first.Queries, query => Assert.True(query.AsSpan().EndsWith((ReadOnlySpan<byte>)[0, 0, 41, 4, 0xD0, 0, 0, 0, 0, 0, 0])));
        Assert.Empty(second.Asked);
        first.Forget();
        first.Knows("b.example", "192.0.2.1", 7);
        Assert.Equal("Found 192.0.2.1 7", Resolve("b.example."));
    }

    [Fact]
    public void Aliases_lead_to_the_address()
    {
        first.Says("www.example", 1, message => message.Alias("www.example", "cdn.example", 9).Address("cdn.example", "192.0.2.9", 100));
        Assert.Equal("Found 192.0.2.9 9", Resolve("WWW.example"));
    }

    [Fact]
    public void A_pods_search_list_costs_what_it_must_once()
    {
        Write("resolv.conf", "nameserver 10.0.0.53\nsearch default.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n");
        first.Knows("db.example.com", "192.0.2.1", 5).Knows("reviews.default.svc.cluster.local", "10.1.0.1");
        Assert.Equal("Found 10.1.0.1 60", Resolve("reviews"));
        Assert.Equal("reviews.default.svc.cluster.local/A reviews.default.svc.cluster.local/AAAA", first.Log());
        Assert.Equal("Found 192.0.2.1 5", Resolve("db.example.com"));
        Assert.Equal(8, first.Asked.Count);
        Assert.Equal("db.example.com/A db.example.com/AAAA", string.Join(' ', first.Asked[^2..]));
        first.Log();
        Assert.Equal("Found 192.0.2.1 5", Resolve("db.example.com"));
        Assert.Equal("db.example.com/A db.example.com/AAAA", first.Log());
        network.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("Found 192.0.2.1 5", Resolve("db.example.com"));
        Assert.Equal(8, first.Asked.Count);
    }

    [Fact]
    public void That_there_is_none_is_remembered_as_long_as_the_zone_says()
    {
        Assert.Equal("None 30", Resolve("a.example"));
        Assert.Equal(2, first.Asked.Count);
        network.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("None 20", Resolve("a.example"));
        Assert.Equal(2, first.Asked.Count);
        network.Advance(TimeSpan.FromSeconds(21));
        first.Knows("a.example", "192.0.2.1");
        Assert.Equal("Found 192.0.2.1 60", Resolve("a.example"));

        // No SOA: nothing to remember.
        first.Says("b.example", 1, _ => { }).Says("b.example", 28, _ => { });
        Assert.Equal("None", Resolve("b.example"));
        first.Log();
        Assert.Equal("None", Resolve("b.example"));
        Assert.Equal(2, first.Asked.Count);
    }

    [Fact]
    public void A_server_failure_leads_on_but_nothing_found_is_then_a_failure()
    {
        Write("resolv.conf", "nameserver 10.0.0.53\nsearch svc.local\noptions ndots:5 attempts:1\n");
        first.Says("a.svc.local", 1, _ => { }).Says("a.svc.local", 28, _ => { });
        first.Sends = answer => DnsMessage.Question(answer).Name == "a.svc.local" ? [[.. answer[..2], 0x81, 0x82, .. answer[4..]]] : [answer];
        Assert.Equal("Failed", Resolve("a"));
        Assert.Equal("a.svc.local/A a.svc.local/AAAA a/A a/AAAA", first.Log());
        network.Advance(TimeSpan.FromSeconds(31));
        first.Knows("a", "192.0.2.5");
        Assert.Equal("Found 192.0.2.5 60", Resolve("a"));
        first.Sends = answer => [answer];
        first.Knows("a.svc.local", "192.0.2.1");
        Assert.Equal("Found 192.0.2.1 60", Resolve("a"));
    }

    [Fact]
    public void Silence_ends_the_search()
    {
        Write("resolv.conf", "nameserver 10.0.0.53\nsearch svc.local\noptions ndots:5 attempts:1\n");
        first.Knows("a", "192.0.2.66");
        first.Sends = answer => DnsMessage.Question(answer).Name == "a" ? [answer] : [];
        Assert.Equal("Failed", Resolve("a"));
        Assert.DoesNotContain("a/A", first.Asked);
    }

    [Theory]
    [InlineData(0x8182)]
    [InlineData(0x8185)]
    [InlineData(0x8184)]
    public void The_next_server_is_asked_where_one_will_not_answer(int flags)
    {
        first.Flags = flags;
        second.Knows("a.example", "192.0.2.2");
        var before = network.Time.Elapsed;
        Assert.Equal("Found 192.0.2.2 60", Resolve("a.example"));
        Assert.Equal(before, network.Time.Elapsed);
    }

    [Fact]
    public void A_silent_server_costs_its_timeout_once()
    {
        first.IsSilent = true;
        second.Knows("a.example", "192.0.2.2");
        var before = network.Time.Elapsed;
        Assert.Equal("Found 192.0.2.2 60", Resolve("a.example"));
        Assert.InRange((network.Time.Elapsed - before).TotalSeconds, 2, 2.1);
        before = network.Time.Elapsed;
        Assert.Equal("Found 192.0.2.2 60", Resolve("a.example"));
        Assert.Equal(before, network.Time.Elapsed);

        // And back again when that one fails.
        second.IsSilent = true;
        first.IsSilent = false;
        first.Knows("a.example", "192.0.2.1");
        Assert.Equal("Found 192.0.2.1 60", Resolve("a.example"));
    }

    [Fact]
    public void When_nobody_answers_all_are_asked_as_often_as_configured()
    {
        first.IsSilent = second.IsSilent = true;
        var before = network.Time.Elapsed;
        Assert.Equal("Failed", Resolve("a.example"));
        Assert.InRange((network.Time.Elapsed - before).TotalSeconds, 8, 8.1);
        Assert.Equal((4, 4), (first.Asked.Count, second.Asked.Count));
        Assert.Equal(4, first.Queries.Select(query => (query[0] << 8) | query[1]).Distinct().Count());
    }

    [Fact]
    public void A_host_without_a_server_answers_at_once()
    {
        Write("resolv.conf", "nameserver 10.0.0.99\nnameserver fd00::53\n");
        second.Knows("a.example", "192.0.2.2");
        var before = network.Time.Elapsed;
        Assert.Equal("Found 192.0.2.2 60", Resolve("a.example"));
        Assert.Equal(before, network.Time.Elapsed);
        network.SetConnectFailure(new IPEndPoint(IPAddress.Parse("10.0.0.99"), 53), TransportError.Unreachable);
        Write("resolv.conf", "nameserver 10.0.0.99\noptions attempts:2 timeout:30\n");
        Assert.Equal("Failed", Resolve("a.example"));
        Assert.InRange((network.Time.Elapsed - before).TotalSeconds, 0, 0.1);
    }

    [Fact]
    public void A_long_answer_comes_by_tcp()
    {
        for (var i = 0; i < 200; i++)
            first.Knows("a.example", $"192.0.2.{i}");
        first.Flags = 0x8380;
        first.TcpFlags = 0x8180;
        first.Sends = answer => [answer[..Math.Min(answer.Length, 512)]];
        Assert.Equal(200, Answer("a.example").Addresses.Length);
        Assert.Equal(2, first.TcpConnections);
    }

    public static TheoryData<string, Func<byte[], byte[]>> BadByTcp => new()
    {
        { "nothing", _ => [] },
        { "half a length", _ => [0] },
        { "one byte too few", answer => [(byte)(answer.Length >> 8), (byte)answer.Length, .. answer[..^1]] },
        { "an empty message", answer => [0, 0, .. answer] },
        { "a length that is too short", answer => [(byte)((answer.Length - 1) >> 8), (byte)(answer.Length - 1), .. answer] },
        { "another id", answer => [(byte)(answer.Length >> 8), (byte)answer.Length, (byte)~answer[0], .. answer[1..]] },
    };

    [Theory, MemberData(nameof(BadByTcp))]
    public void What_tcp_brings_is_whole_or_nothing(string what, Func<byte[], byte[]> sends)
    {
        first.Knows("a.example", "192.0.2.66");
        first.Flags = 0x8380;
        first.SendsByTcp = sends;
        second.Knows("a.example", "192.0.2.2");
        Assert.True(Resolve("a.example") == "Found 192.0.2.2 60", what);
    }

    [Fact]
    public void Truncated_by_tcp_or_silent_there_is_no_answer()
    {
        first.Knows("a.example", "192.0.2.66");
        first.Flags = first.TcpFlags = 0x8380;
        second.Knows("a.example", "192.0.2.2");
        Assert.Equal("Found 192.0.2.2 60", Resolve("a.example"));
        Write("resolv.conf", "nameserver 10.0.0.53\nnameserver fd00::53\noptions use-vc timeout:1\n");
        first.IsSilent = true;
        var before = network.Time.Elapsed;
        Assert.Equal("Found 192.0.2.2 60", Resolve("a.example"));
        Assert.InRange((network.Time.Elapsed - before).TotalSeconds, 1, 1.1);
        Assert.Equal(2, second.TcpConnections);
    }

    [Fact]
    public void What_is_not_the_answer_is_passed_over()
    {
        first.Knows("a.example", "192.0.2.1");
        first.Sends = answer =>
        [
            [], [1, 2, 3], [(byte)~answer[0], .. answer[1..]], DnsMessage.To([.. answer[..12], .. DnsMessage.Name("b.example"), 0, 1, 0, 1]).Address("b.example", "192.0.2.66").Bytes,
            answer,
        ];
        Assert.Equal("Found 192.0.2.1 60", Resolve("a.example"));
    }

    [Fact]
    public void A_malformed_answer_is_the_servers_failure()
    {
        first.Knows("a.example", "192.0.2.66");
        first.Sends = answer => [[.. answer, 0]];
        second.Knows("a.example", "192.0.2.2");
        Assert.Equal("Found 192.0.2.2 60", Resolve("a.example"));
    }

    [Fact]
    public void Who_does_not_understand_edns_is_asked_without()
    {
        first.Understands = query => query[11] == 0;
        first.Knows("a.example", "192.0.2.1");
        Assert.Equal("Found 192.0.2.1 60", Resolve("a.example"));
        Assert.Equal(4, first.Asked.Count);
    }

    [Fact]
    public void One_family_without_an_answer_makes_it_partial()
    {
        Write("resolv.conf", "nameserver 10.0.0.53\noptions attempts:1\n");
        first.Knows("a.example", "192.0.2.1");
        first.Sends = answer => DnsMessage.Question(answer).Type == 28 ? [] : [answer];
        Assert.Equal("Partial 192.0.2.1 60", Resolve("a.example"));
    }

    [Fact]
    public void With_rotate_each_lookup_begins_with_another_server()
    {
        Write("resolv.conf", "nameserver 10.0.0.53\nnameserver fd00::53\noptions rotate\n");
        first.Knows("a.example", "192.0.2.1");
        second.Knows("a.example", "192.0.2.2");
        Assert.Equal(
            ["Found 192.0.2.1 60", "Found 192.0.2.2 60", "Found 192.0.2.1 60"],
            Enumerable.Range(0, 3).Select(_ => Resolve("a.example")));
    }

    [Fact]
    public void Changed_files_are_read_again()
    {
        Assert.Equal("None 30", Resolve("a.example"));
        second.Knows("a.example", "192.0.2.2");
        Write("resolv.conf", "nameserver fd00::53\n");
        Assert.Equal("Found 192.0.2.2 60", Resolve("a.example"));
        Write("hosts", "10.9.9.9 a.example\n");
        Assert.Equal("Found 10.9.9.9", Resolve("A.example."));
        File.Delete(Path.Combine(directory, "hosts"));
        Assert.Equal("Found 192.0.2.2 60", Resolve("a.example"));
    }

    [Theory]
    [InlineData("192.0.2.7", "Found 192.0.2.7")]
    [InlineData("[2001:db8::7]", "Found 2001:db8::7")]
    [InlineData("localhost", "Found 127.0.0.1 ::1")]
    [InlineData("a.LocalHost.", "Found 127.0.0.1 ::1")]
    public void Nobody_is_asked_what_is_known(string name, string expected)
    {
        Assert.Equal(expected, Resolve(name));
        Assert.Empty(first.Asked);
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData("bücher.example")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123.example")]
    public void What_is_no_name_has_no_address(string name)
    {
        Assert.Equal("None", Resolve(name));
        Assert.Empty(first.Asked);
    }

    string Resolve(string name)
    {
        var answer = Answer(name);
        var words = new[] { answer.Outcome.ToString() }.Concat(answer.Addresses.Select(address => address.ToString()));
        return string.Join(' ', answer.TimeToLive is { } ttl ? words.Append($"{ttl.TotalSeconds:0}") : words);
    }

    NameAnswer Answer(string name)
    {
        var answer = new TaskCompletionSource<NameAnswer>();
        resolver.Lookup(name, answer.SetResult);
        Assert.False(answer.Task.IsCompleted);
        return network.Run(answer.Task);
    }

    void Write(string file, string text) => File.WriteAllText(Path.Combine(directory, file), text);
}
