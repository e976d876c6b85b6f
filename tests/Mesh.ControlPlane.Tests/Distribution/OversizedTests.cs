using Mesh.Contract;
using Mesh.ControlPlane.Distribution;
using Mesh.ControlPlane.Resources.Kubernetes;
using Xunit;
using Resource = Mesh.ControlPlane.Resources.Resource;

namespace Mesh.ControlPlane.Tests.Distribution;

/// <summary>A resource that no frame can carry is not sent, and everyone can see it.</summary>
public sealed class OversizedTests
{
    static readonly Contract.ResourceKey Key = new(Kind.Endpoints, "s.default.svc.cluster.local");

    static Resource[] WithEndpoints(int count) =>
    [
        Make.Service("s"),
        Make.Slice("s", "10.0.0.1") with
        {
            Endpoints = [.. Enumerable.Range(0, count).Select(i => new SliceEndpoint { Addresses = [$"10.2.{i / 250}.{i % 250 + 1}"] })],
        },
    ];

    [Fact]
    public async Task The_proxy_keeps_its_last_good_version_and_is_not_synced_until_it_fits_again()
    {
        await using var plane = await TestControlPlane.StartAsync(new DistributionOptions { MaxResourceSize = 2_000 }, resources: WithEndpoints(1));
        await using var proxy = await plane.ProxyAsync("a.default");
        var good = (await proxy.ReceiveAsync()).ByKey[Key];
        await proxy.AckAsync();

        plane.Publish([.. WithEndpoints(500), Make.Service("other", 2)]);
        var set = await proxy.ReceiveAsync();
        await proxy.AckAsync();
        Assert.Equal(good.Hash, set.ByKey[Key].Hash);
        Assert.Contains(new Contract.ResourceKey(Kind.Service, "other.default.svc.cluster.local"), set.ByKey);
        await TestControlPlane.UntilAsync(() => plane.Distributor.Proxies is [{ State: "OVERSIZED" } one] && one.Sent == one.Acked, "the state");
        Assert.Equal(Key, Assert.Single(plane.Distributor.Proxies[0].Oversized).Key);
        Assert.Contains("resource=\"Endpoints s.default.svc.cluster.local\"", plane.LogText);
        using var metrics = new MemoryStream();
        await plane.Distributor.Metrics.WriteAsync(metrics, 0, 0, TestContext.Current.CancellationToken);
        Assert.Contains("mesh_control_resources_oversized_total{kind=\"endpoints\"} 1", System.Text.Encoding.UTF8.GetString(metrics.ToArray()));

        plane.Publish([.. WithEndpoints(2), Make.Service("other", 2)]);
        await proxy.ReceiveAsync();
        await proxy.AckAsync();
        await TestControlPlane.UntilAsync(() => plane.Distributor.Proxies is [{ State: "SYNCED" }], "the state");
    }

    [Fact]
    public async Task A_change_of_nothing_else_sends_nothing_and_is_seen_all_the_same()
    {
        await using var plane = await TestControlPlane.StartAsync(new DistributionOptions { MaxResourceSize = 2_000 }, resources: WithEndpoints(1));
        await using var proxy = await plane.ProxyAsync("a.default");
        await proxy.ReceiveAsync();
        await proxy.AckAsync();
        plane.Publish(WithEndpoints(500));
        await TestControlPlane.UntilAsync(() => plane.Distributor.Proxies is [{ State: "OVERSIZED" }], "the state");
        await proxy.SendAsync(new ClientMessage { Ping = new Ping { Nonce = 3 } });
        Assert.Equal(3UL, (await proxy.MessageAsync())!.Pong.Nonce);
    }
}
