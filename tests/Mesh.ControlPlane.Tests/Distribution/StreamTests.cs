using Mesh.Contract;
using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Resources.MeshWide;
using Resource = Mesh.ControlPlane.Resources.Resource;
using Xunit;

namespace Mesh.ControlPlane.Tests.Distribution;

/// <summary>The stream over real sockets: what proxies get, and when.</summary>
public sealed class StreamTests
{
    static Resource[] Services(int count, string? lastIp = null) =>
        [.. Enumerable.Range(0, count).SelectMany(i => new Resource[]
        {
            Make.Service($"s{i}", i), Make.Slice($"s{i}", i == count - 1 && lastIp is not null ? lastIp : $"10.1.{i / 250}.{i % 250 + 1}"),
        })];

    [Fact]
    public async Task A_new_proxy_gets_everything_and_every_hash_is_right()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Services(3));
        await using var proxy = await plane.ProxyAsync("a.default");
        var set = await proxy.ReceiveAsync();
        Assert.Equal(7, set.Count);
        Assert.All(set.ByKey.Values, resource => Assert.True(ContentHash.Matches(resource)));
        Assert.All(set.ByKey.Values, resource => Assert.NotNull(ResourceCodec.Unpack(resource)));
        Assert.True(set.Generation > 1_700_000_000_000_000, "generations begin at the time of day in microseconds");
    }

    [Fact]
    public async Task A_change_sends_only_what_changed_and_removals()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Services(10));
        await using var proxy = await plane.ProxyAsync("a.default");
        var first = await proxy.ReceiveAsync();
        await proxy.AckAsync();

        plane.Publish([.. Services(10, lastIp: "10.9.9.9")]);
        var second = await proxy.ReceiveAsync();
        await proxy.AckAsync();
        Assert.Equal(1, proxy.LastChanged);
        Assert.Equal(Kind.Endpoints, proxy.LastFrames[0].Changed[0].Kind);
        Assert.True(second.Generation > first.Generation);

        plane.Publish([.. Services(10, lastIp: "10.9.9.9")[..^2]]);
        var third = await proxy.ReceiveAsync();
        Assert.Equal((0, 2), (proxy.LastChanged, proxy.LastRemoved));
        Assert.Equal(19, third.Count);
    }

    [Fact]
    public async Task A_state_that_changes_nothing_for_a_proxy_sends_nothing()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Services(3));
        await using var proxy = await plane.ProxyAsync("a.default");
        var first = await proxy.ReceiveAsync();
        await proxy.AckAsync();
        plane.Publish(Services(3));
        plane.Publish(Services(4));
        var second = await proxy.ReceiveAsync();
        Assert.Equal(2, proxy.LastChanged);
        Assert.Equal(first.Count + 2, second.Count);
    }

    [Fact]
    public async Task Who_comes_back_gets_only_the_difference()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Services(20));
        ResourceSet held;
        await using (var before = await plane.ProxyAsync("a.default"))
            held = await before.ReceiveAsync();

        await using (var same = await plane.ProxyAsync("a.default", held))
        {
            await same.ReceiveAsync();
            Assert.Equal((0, 0), (same.LastChanged, same.LastRemoved));
            Assert.True(same.LastFrames.Single().Complete);
        }

        plane.Publish([.. Services(19), Make.Service("new", 500)]);
        await using var after = await plane.ProxyAsync("a.default", held);
        var set = await after.ReceiveAsync();
        Assert.Equal((2, 2), (after.LastChanged, after.LastRemoved));
        Assert.True(set.ByKey.ContainsKey(new Contract.ResourceKey(Kind.Service, "new.default.svc.cluster.local")));
    }

    [Fact]
    public async Task A_restarted_control_plane_goes_on_where_the_last_one_was()
    {
        var clock = new ManualClock();
        ResourceSet held;
        await using (var plane = await TestControlPlane.StartAsync(time: clock, resources: Services(5)))
        await using (var proxy = await plane.ProxyAsync("a.default"))
        {
            held = await proxy.ReceiveAsync();
            await proxy.AckAsync();
        }

        clock.Advance(TimeSpan.FromMilliseconds(1));
        await using var next = await TestControlPlane.StartAsync(time: clock, resources: Services(5));
        await using var again = await next.ProxyAsync("a.default", held);
        var set = await again.ReceiveAsync();
        Assert.Equal(0, again.LastChanged);
        Assert.True(set.Generation > held.Generation);
    }

    [Fact]
    public async Task A_slow_proxy_gets_the_newest_state_when_it_is_ready_and_none_between()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Services(2));
        await using var proxy = await plane.ProxyAsync("slow.default");
        await proxy.ReceiveAsync();
        for (var i = 0; i < 200; i++)
            plane.Publish(Services(2, lastIp: $"10.2.{i / 250}.{i % 250 + 1}"));
        await proxy.AckAsync();

        var set = await proxy.ReceiveAsync();
        await proxy.AckAsync();
        Assert.Equal(1, proxy.LastChanged);
        Assert.Equal(Expected("10.2.0.200"), set.ByKey[new Contract.ResourceKey(Kind.Endpoints, "s1.default.svc.cluster.local")].Hash);

        // And that was all: the next thing said is the answer to a ping.
        await proxy.SendAsync(new ClientMessage { Ping = new Ping { Nonce = 42 } });
        var message = await proxy.MessageAsync();
        Assert.Equal(42UL, message!.Pong.Nonce);

        static Google.Protobuf.ByteString Expected(string ip)
        {
            var compiled = new MeshCompiler(
                Services(2, lastIp: ip), MeshConfig.Default, new CompilerMemory());
            return compiled.Compile(TestProxy.NodeOf("x.default")).ToSet(0)
                .ByKey[new Contract.ResourceKey(Kind.Endpoints, "s1.default.svc.cluster.local")].Hash;
        }
    }

    [Fact]
    public async Task Rapid_edits_end_right_for_a_proxy_that_follows()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Services(2));
        await using var proxy = await plane.ProxyAsync("a.default");
        var following = proxy.FollowUntilAsync(set => set.ByKey.ContainsKey(new Contract.ResourceKey(Kind.Service, "last.default.svc.cluster.local")));
        for (var i = 0; i < 200; i++)
            plane.Publish(Services(2 + i % 7, lastIp: $"10.2.{i / 250}.{i % 250 + 1}"));
        plane.Publish([.. Services(4), Make.Service("last", 900)]);
        await following;
        Assert.Equal(1 + 4 * 2 + 2, proxy.Running.Count);
    }

    [Fact]
    public async Task What_a_proxy_rejects_is_known_and_a_later_change_is_sent()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Services(1));
        await using var proxy = await plane.ProxyAsync("a.default");
        var set = await proxy.ReceiveAsync();
        await proxy.SendAsync(new ClientMessage
        {
            Reject = new Reject
            {
                Generation = set.Generation,
                Rejections = { new Rejection { Kind = Kind.Service, Name = "s0.default.svc.cluster.local", Reason = "no\nforged \"line" } },
            },
        });
        await TestControlPlane.UntilAsync(() => plane.Distributor.Proxies is [{ State: "REJECTED" }], "the rejection");
        Assert.Contains("resource=\"Service s0.default.svc.cluster.local\" reason=\"no forged  line\"", plane.LogText);

        plane.Publish(Services(1, lastIp: "10.3.3.3"));
        await proxy.ReceiveAsync();
        await proxy.AckAsync();
        await TestControlPlane.UntilAsync(() => plane.Distributor.Proxies is [{ State: "SYNCED" }], "the acknowledgement");
    }

    [Fact]
    public async Task A_large_config_comes_in_frames_below_a_megabyte_with_one_end()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Services(5_000));
        await using var proxy = await plane.ProxyAsync("a.default");
        var set = await proxy.ReceiveAsync();
        Assert.Equal(10_001, set.Count);
        Assert.True(proxy.LastFrames.Count > 1);
        Assert.All(proxy.LastFrames, frame => Assert.True(frame.CalculateSize() < 1024 * 1024));
        Assert.Single(proxy.LastFrames, frame => frame.Complete);

        // The hello that names all of it is read too.
        await using var again = await plane.ProxyAsync("a.default", set);
        await again.ReceiveAsync();
        Assert.Equal(0, again.LastChanged);
    }

    [Fact]
    public async Task Fifty_proxies_are_served_at_once()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Services(50));
        var proxies = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => plane.ProxyAsync($"p{i}.default")));
        var following = proxies.Select(proxy => proxy.FollowUntilAsync(set =>
            set.ByKey.ContainsKey(new Contract.ResourceKey(Kind.Service, "s52.default.svc.cluster.local")))).ToArray();
        plane.Publish(Services(51));
        plane.Publish(Services(53));
        await Task.WhenAll(following);
        Assert.All(proxies, proxy => Assert.Equal(1 + 53 * 2, proxy.Running.Count));
        await TestControlPlane.UntilAsync(
            () => plane.Distributor.Proxies.Count(proxy => proxy.State == "SYNCED") == 50, "all acknowledgements");
        foreach (var proxy in proxies)
            await proxy.DisposeAsync();
        await TestControlPlane.UntilAsync(() => plane.Distributor.Proxies.Count == 0, "all sessions to end");
    }

    [Fact]
    public async Task A_unix_socket_serves_the_same()
    {
        var path = Path.Combine(Path.GetTempPath(), $"mesh-{Guid.NewGuid():N}.sock");
        await using var plane = await TestControlPlane.StartAsync(proxies: $"unix:{path}", resources: Services(1));
        await using var proxy = await plane.ProxyAsync("a.default");
        Assert.Equal(3, (await proxy.ReceiveAsync()).Count);
    }

    [Fact]
    public async Task Stopping_closes_the_streams_and_says_so()
    {
        var plane = await TestControlPlane.StartAsync(resources: Services(1));
        await using var proxy = await plane.ProxyAsync("a.default");
        await proxy.ReceiveAsync();
        await plane.StopAsync();
        Assert.Null(await proxy.MessageAsync());
        Assert.Contains("reason=\"the control plane stops\"", plane.LogText);
        await plane.DisposeAsync();
    }
}
