using Mesh.Contract;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Tests.Compiling;
using Xunit;
using Service = Mesh.Contract.Service;

namespace Mesh.ControlPlane.Tests.Distribution;

/// <summary>From an edited file to a proxy's config, over a real directory and a real socket.</summary>
public sealed class DirectoryTests
{
    static readonly ConfigWatcherOptions Eager = new()
    {
        Debounce = TimeSpan.FromMilliseconds(5), Rescan = TimeSpan.FromMilliseconds(200),
    };

    [Fact]
    public async Task Files_renamed_into_place_reach_the_proxy_and_the_last_one_wins()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("services.yaml", Yaml.Service("s"));
        await using var plane = await TestControlPlane.StartAsync();
        await using var watcher = new ConfigWatcher(new ConfigDirectory(directory.Path), plane.Publish, Eager);
        plane.Publish(watcher.Start());
        await using var proxy = await plane.ProxyAsync("a.default");

        for (var i = 0; i < 200; i++)
        {
            directory.Write("rule.tmp", Yaml.DestinationRule("r", "s", i % 2 == 0 ? "ROUND_ROBIN" : "LEAST_REQUEST"));
            File.Move(directory.File("rule.tmp"), directory.File("rule.yaml"), overwrite: true);
        }

        directory.Write("rule.tmp", Yaml.DestinationRule("r", "s", "RANDOM"));
        File.Move(directory.File("rule.tmp"), directory.File("rule.yaml"), overwrite: true);
        await proxy.FollowUntilAsync(set => BalancerOf(set) == LoadBalancer.Random);

        // A broken edit changes nothing for the proxy; what comes after it does.
        directory.Write("rule.yaml", "kind: [");
        await TestControlPlane.UntilAsync(() => plane.LogText.Contains("rule.yaml:"), "the finding");
        directory.Write("rule.yaml", Yaml.DestinationRule("r", "s", "ROUND_ROBIN"));
        await proxy.FollowUntilAsync(set => BalancerOf(set) == LoadBalancer.RoundRobin);
        Assert.Equal(1, proxy.LastChanged);
        await TestControlPlane.UntilAsync(() => plane.LogText.Contains("resolved: rule.yaml:"), "the finding to be resolved");
    }

    [Fact]
    public async Task A_tree_that_was_never_there_takes_nothing_from_a_proxy_that_reconnects()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("config/services.yaml", Yaml.Service("s"));
        await using var before = await TestControlPlane.StartAsync();
        await using var first = new ConfigWatcher(new ConfigDirectory(directory.File("config")), before.Publish, Eager);
        before.Publish(first.Start());
        await using var proxy = await before.ProxyAsync("a.default");
        var held = await proxy.ReceiveAsync();

        // The volume is not mounted: first nothing at all, then an empty directory.
        Directory.Move(directory.File("config"), directory.File("elsewhere"));
        await using var plane = await TestControlPlane.StartAsync();
        await using var watcher = new ConfigWatcher(new ConfigDirectory(directory.File("config")), plane.Publish, Eager);
        plane.Publish(watcher.Start());
        Directory.CreateDirectory(directory.File("config"));
        watcher.Rescan();
        await TestControlPlane.UntilAsync(() => plane.LogText.Contains("resolved: .:"), "the empty directory");
        await TestControlPlane.UntilAsync(() => plane.LogText.Contains("no config loaded"), "the reminder");
        await using var again = await plane.ProxyAsync("a.default", held);
        await again.SendAsync(new ClientMessage { Ping = new Ping { Nonce = 7 } });
        Assert.Equal(7UL, (await again.MessageAsync())!.Pong.Nonce);
        Assert.Null(plane.Distributor.Current);

        Directory.Delete(directory.File("config"));
        Directory.Move(directory.File("elsewhere"), directory.File("config"));
        watcher.Rescan();
        Assert.Equal(held.Count, (await again.ReceiveAsync()).Count);
        Assert.Equal((0, 0), (again.LastChanged, again.LastRemoved));
    }

    static LoadBalancer? BalancerOf(Contract.ResourceSet set) =>
        set.ByKey.TryGetValue(new Contract.ResourceKey(Kind.Service, "s.default.svc.cluster.local"), out var resource)
            ? Service.Parser.ParseFrom(resource.Body).Subsets[0].Policies[0].LoadBalancer
            : null;
}
