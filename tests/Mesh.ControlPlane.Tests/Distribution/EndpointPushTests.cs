using Mesh.Contract;
using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Distribution;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;
using Xunit;
using Resource = Mesh.ControlPlane.Resources.Resource;

namespace Mesh.ControlPlane.Tests.Distribution;

/// <summary>Endpoints go ahead of config, and never empty what a route still leads to.</summary>
public sealed class EndpointPushTests
{
    static readonly Resource[] Two = [Make.Service("a"), Make.Slice("a", "10.1.0.1"), Make.Service("b", 2), Make.Slice("b", "10.1.0.2")];

    static Resource[] With(params Resource[] changed) =>
        [.. Two.Where(resource => changed.All(other => other.Key != resource.Key)), .. changed];

    // As it is after its last workload went.
    static Resource EmptySlice(string service) => Make.Slice(service, "10.0.0.1") with { Endpoints = [] };

    static List<string> AddressesOf(Contract.ResourceSet set, string service) =>
    [
        .. Endpoints.Parser.ParseFrom(set.ByKey[new Contract.ResourceKey(Kind.Endpoints, $"{service}.default.svc.cluster.local")].Body)
            .Endpoints_.Select(endpoint => new System.Net.IPAddress(endpoint.Ip.Span).ToString()),
    ];

    static async Task<TestProxy> SyncedAsync(TestControlPlane plane, string id = "p.default")
    {
        var proxy = await plane.ProxyAsync(id);
        await proxy.ReceiveAsync();
        await proxy.AckAsync();
        return proxy;
    }

    [Fact]
    public async Task They_come_in_a_delta_of_their_own_under_the_config_in_use()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Two);
        await using var proxy = await SyncedAsync(plane);
        var before = proxy.Running.Generation;
        // The same read has a new service: that is config, and comes when it has come to rest.
        plane.PublishEndpoints(With(Make.Slice("a", "10.1.0.9"), Make.Service("c", 3)));
        await proxy.ReceiveAsync();
        await proxy.AckAsync();
        Assert.Equal(Kind.Endpoints, Assert.Single(proxy.LastFrames.SelectMany(frame => frame.Changed)).Kind);
        Assert.Equal(["10.1.0.9"], AddressesOf(proxy.Running, "a"));
        Assert.True(proxy.Running.Generation > before);

        plane.Publish(With(Make.Slice("a", "10.1.0.9"), Make.Service("c", 3)));
        await proxy.ReceiveAsync();
        Assert.Equal(["c.default.svc.cluster.local"], proxy.LastFrames.SelectMany(frame => frame.Changed).Select(resource => resource.Name).Distinct());
    }

    [Fact]
    public async Task An_edit_of_endpoints_compiles_no_config()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Two);
        await using var proxy = await SyncedAsync(plane);
        var definition = plane.Distributor.Current!.Compiler.Definition;
        plane.Publish(With(Make.Slice("a", "10.1.0.9")));
        await proxy.ReceiveAsync();
        Assert.Same(definition, plane.Distributor.Current.Compiler.Definition);
        Assert.Equal(["10.1.0.9"], AddressesOf(proxy.Running, "a"));
    }

    [Fact]
    public async Task A_service_is_emptied_at_once_when_no_config_is_on_its_way()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Two);
        await using var proxy = await SyncedAsync(plane);
        plane.PublishEndpoints(With(EmptySlice("a")));
        await proxy.ReceiveAsync();
        Assert.Empty(AddressesOf(proxy.Running, "a"));
    }

    [Fact]
    public async Task A_service_is_not_emptied_before_the_config_that_leads_elsewhere()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Two);
        await using var proxy = await SyncedAsync(plane);
        // One edit: a's workloads go, and its route leads to b.
        var route = new VirtualService
        {
            Meta = Make.Meta("v"), Hosts = ["a"], Http = [new HttpRoute { Route = [new HttpRouteDestination { Destination = new Destination { Host = "b" } }] }],
        };
        var edit = With(EmptySlice("a"), Make.Slice("b", "10.1.0.7"), route);
        plane.PublishEndpoints(edit);
        await proxy.ReceiveAsync();
        await proxy.AckAsync();
        Assert.Equal(["10.1.0.1"], AddressesOf(proxy.Running, "a"));
        Assert.Equal(["10.1.0.7"], AddressesOf(proxy.Running, "b"));

        plane.Publish(edit);
        await proxy.ReceiveAsync();
        Assert.Contains(new Contract.ResourceKey(Kind.Routes, "default/v"), proxy.Running.ByKey);
        Assert.Empty(AddressesOf(proxy.Running, "a"));
    }

    // From a to b.
    static VirtualService Elsewhere() => new()
    {
        Meta = Make.Meta("v"), Hosts = ["a"], Http = [new HttpRoute { Route = [new HttpRouteDestination { Destination = new Destination { Host = "b" } }] }],
    };

    [Fact]
    public async Task A_config_that_was_queued_before_an_edit_empties_nothing_in_its_name()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Two);
        await using var proxy = await SyncedAsync(plane);
        var queued = plane.Read(With(Make.Service("c", 3)));
        Resource[] edit = With(Make.Service("c", 3), EmptySlice("a"), Elsewhere());
        plane.PublishEndpoints(edit);
        plane.Publish(queued);
        await proxy.ReceiveAsync();
        await proxy.AckAsync();
        Assert.Contains(new Contract.ResourceKey(Kind.Service, "c.default.svc.cluster.local"), proxy.Running.ByKey);
        Assert.Equal(["10.1.0.1"], AddressesOf(proxy.Running, "a"));

        plane.Publish(edit);
        await proxy.ReceiveAsync();
        Assert.Contains(new Contract.ResourceKey(Kind.Routes, "default/v"), proxy.Running.ByKey);
        Assert.Empty(AddressesOf(proxy.Running, "a"));
    }

    [Fact]
    public async Task What_a_queued_config_keeps_is_what_was_in_use_last()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Two);
        await using var proxy = await SyncedAsync(plane);
        var queued = plane.Read(With(Make.Service("c", 3)));
        plane.PublishEndpoints(With(Make.Service("c", 3), Make.Slice("a", "10.1.0.9")));
        await proxy.ReceiveAsync();
        await proxy.AckAsync();
        plane.PublishEndpoints(With(Make.Service("c", 3), EmptySlice("a"), Elsewhere()));
        plane.Publish(queued);
        await proxy.ReceiveAsync();
        Assert.Contains(new Contract.ResourceKey(Kind.Service, "c.default.svc.cluster.local"), proxy.Running.ByKey);
        Assert.Equal(["10.1.0.9"], AddressesOf(proxy.Running, "a"));
    }

    [Fact]
    public async Task What_a_config_itself_empties_is_empty_whatever_comes_after_it()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Two);
        await using var proxy = await SyncedAsync(plane);
        var queued = plane.Read(With(EmptySlice("a"), Elsewhere()));
        plane.PublishEndpoints(With(EmptySlice("a"), Elsewhere(), Make.Service("c", 3)));
        plane.Publish(queued);
        await proxy.ReceiveAsync();
        Assert.Contains(new Contract.ResourceKey(Kind.Routes, "default/v"), proxy.Running.ByKey);
        Assert.Empty(AddressesOf(proxy.Running, "a"));
    }

    [Fact]
    public async Task What_is_gone_from_an_early_read_is_believed_with_the_config_only()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Two);
        await using var proxy = await SyncedAsync(plane);
        // A file half written: the slice of a is not there yet again.
        plane.PublishEndpoints([.. Two.Where(resource => resource.Meta.Name != "a-1" && resource.Meta.Name != "b-1"), Make.Slice("b", "10.1.0.7")]);
        await proxy.ReceiveAsync();
        await proxy.AckAsync();
        Assert.Equal(["10.1.0.1"], AddressesOf(proxy.Running, "a"));
        Assert.Equal(["10.1.0.7"], AddressesOf(proxy.Running, "b"));

        plane.Publish(Two);
        await proxy.ReceiveAsync();
        Assert.Equal(["10.1.0.2"], AddressesOf(proxy.Running, "b"));
    }

    [Fact]
    public async Task They_come_to_who_waits_for_the_newest_config_to_be_compiled()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Two);
        await using var proxy = await SyncedAsync(plane);
        var older = plane.Distributor.Current!.Compiler;
        var newest = new MeshCompiler(With(Make.Service("c", 3)), MeshConfig.Default, plane.Memory);
        // It is compiled for no audience as long as all slots are taken.
        var slots = plane.Distributor.Compiles.Slots;
        var taken = slots.CurrentCount;
        for (var i = 0; i < taken; i++)
            await slots.WaitAsync(TestContext.Current.CancellationToken);
        plane.Distributor.Publish(new MeshState(newest, older));
        plane.PublishEndpoints(With(Make.Slice("a", "10.1.0.9")));
        await proxy.ReceiveAsync();
        await proxy.AckAsync();
        Assert.Equal(["10.1.0.9"], AddressesOf(proxy.Running, "a"));
        Assert.DoesNotContain(new Contract.ResourceKey(Kind.Service, "c.default.svc.cluster.local"), proxy.Running.ByKey);

        slots.Release(taken);
        await proxy.ReceiveAsync();
        Assert.Contains(new Contract.ResourceKey(Kind.Service, "c.default.svc.cluster.local"), proxy.Running.ByKey);
    }
}
