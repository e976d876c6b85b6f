using System.Net;
using System.Net.Sockets;
using Mesh.Contract;
using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Distribution;
using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.Networking;
using Xunit;
using Resource = Mesh.ControlPlane.Resources.Resource;

namespace Mesh.ControlPlane.Tests.Distribution;

/// <summary>What those who connect can make the control plane compile and keep is bounded.</summary>
public sealed class AudienceLimitTests
{
    // Each namespace has a rule of its own, so that each is an audience.
    static Resource[] Mesh(int namespaces) =>
    [
        Make.Service("s"), Make.Slice("s", "10.1.0.1"),
        .. Enumerable.Range(0, namespaces).Select(i => new DestinationRule { Meta = Make.Meta("d", $"n{i}"), Host = "s.default.svc.cluster.local" }),
    ];

    static async Task<TestProxy> ConnectAsync(TestControlPlane plane, string @namespace)
    {
        var proxy = await TestProxy.ConnectAsync(plane.ProxyEndPoint);
        await proxy.HelloAsync(TestProxy.NodeOf($"p.{@namespace}", @namespace));
        return proxy;
    }

    static async Task<string?> RefusalAsync(TestProxy proxy)
    {
        var message = await proxy.MessageAsync();
        Assert.Equal(ServerMessage.MessageOneofCase.Refusal, message!.MessageCase);
        Assert.Null(await proxy.MessageAsync());
        return message.Refusal.Reason;
    }

    [Fact]
    public async Task One_audience_more_than_the_limit_is_refused_by_name_and_others_go_on()
    {
        await using var plane = await TestControlPlane.StartAsync(new DistributionOptions { MaxAudiences = 2 }, resources: Mesh(4));
        await using var first = await ConnectAsync(plane, "n0");
        await first.ReceiveAsync();
        await using (var second = await ConnectAsync(plane, "n1"))
        {
            await second.ReceiveAsync();
            await using var third = await ConnectAsync(plane, "n2");
            Assert.Contains("--max-audiences", await RefusalAsync(third));
            Assert.Contains("--max-audiences", plane.LogText);
            // Another proxy of an audience that is there is welcome.
            await using var fourth = await ConnectAsync(plane, "n0");
            await fourth.ReceiveAsync();
        }

        await TestControlPlane.UntilAsync(() => plane.Distributor.Audiences.Count == 1, "the audience of the second to be dropped");
        await using var fifth = await ConnectAsync(plane, "n3");
        await fifth.ReceiveAsync();
        using var metrics = new MemoryStream();
        await plane.Distributor.Metrics.WriteAsync(metrics, 0, 0, TestContext.Current.CancellationToken);
        Assert.Contains("mesh_control_audiences_refused_total 1", System.Text.Encoding.UTF8.GetString(metrics.ToArray()));
    }

    [Fact]
    public async Task Namespaces_that_no_resource_names_cost_one_audience_however_many_there_are()
    {
        await using var plane = await TestControlPlane.StartAsync(new DistributionOptions { NewAudienceBurst = 1 }, resources: Mesh(0));
        var proxies = new List<TestProxy>();
        var cost = plane.Memory.Packed(Kind.Service);
        for (var i = 0; i < 50; i++)
        {
            proxies.Add(await ConnectAsync(plane, $"made-up-{i}"));
            await proxies[i].ReceiveAsync();
        }

        Assert.Equal(1, plane.Distributor.Audiences.Count);
        Assert.InRange(plane.Memory.Packed(Kind.Service) - cost, 0, 1);
        foreach (var proxy in proxies)
            await proxy.DisposeAsync();
    }

    [Fact]
    public async Task A_peer_may_ask_for_so_many_new_audiences_and_then_for_some_a_second()
    {
        var clock = new ManualClock();
        await using var plane = await TestControlPlane.StartAsync(
            new DistributionOptions { NewAudienceBurst = 3, NewAudiencesPerSecond = 1 }, time: clock, resources: Mesh(9));
        for (var i = 0; i < 3; i++)
        {
            await using var proxy = await ConnectAsync(plane, $"n{i}");
            await proxy.ReceiveAsync();
        }

        await using (var tooMany = await ConnectAsync(plane, "n3"))
            Assert.Contains("127.0.0.1 asked for too many new audiences", await RefusalAsync(tooMany));
        clock.Advance(TimeSpan.FromSeconds(1));
        await using var later = await ConnectAsync(plane, "n4");
        await later.ReceiveAsync();
    }

    [Fact]
    public async Task A_restart_serves_all_audiences_behind_one_address_at_once()
    {
        const int many = 300;
        var clock = new ManualClock();
        await using var plane = await TestControlPlane.StartAsync(time: clock, resources: Mesh(many));
        var proxies = await Task.WhenAll(Enumerable.Range(0, many).Select(i => ConnectAsync(plane, $"n{i}")));
        foreach (var proxy in proxies)
            await proxy.ReceiveAsync();
        Assert.Equal(many, plane.Distributor.Audiences.Count);
        foreach (var proxy in proxies)
            await proxy.DisposeAsync();
    }

    static Audience Named(string name) => new(false, name, "", "", "");

    static IPEndPoint From(string address) => new(IPAddress.Parse(address), 1);

    [Fact]
    public void One_address_does_not_take_all_the_audiences_there_may_be()
    {
        var register = new AudienceRegister(new DistributionOptions { MaxAudiences = 4, MaxAudiencesOfPeer = 2 }, TimeProvider.System, _ => { });
        Assert.Null(register.Move(null, Named("a"), From("192.0.2.1")));
        Assert.Null(register.Move(null, Named("b"), From("::ffff:192.0.2.1")));
        Assert.Contains("192.0.2.1 has 2 audiences", register.Move(null, Named("c"), From("192.0.2.1")));
        // To join one that is there costs nothing, nor does one that another brought.
        Assert.Null(register.Move(null, Named("c"), From("192.0.2.2")));
        Assert.Null(register.Move(null, Named("c"), From("192.0.2.1")));
        // Who was moved by a config change is not refused over it.
        Assert.Null(register.Move(Named("a"), Named("d"), From("192.0.2.1")));
        register.Leave(Named("b"));
        Assert.Null(register.Move(null, Named("e"), From("192.0.2.1")));
        Assert.Contains("--max-audiences-per-address", register.Move(null, Named("f"), From("192.0.2.1")));
    }

    [Fact]
    public void The_local_socket_has_no_limits_but_that_of_all()
    {
        var options = new DistributionOptions { MaxAudiences = 3, MaxAudiencesOfPeer = 1, NewAudienceBurst = 1, NewAudiencesPerSecond = 1 };
        var register = new AudienceRegister(options, new ManualClock(), _ => { });
        foreach (var name in "abc")
            Assert.Null(register.Move(null, Named($"{name}"), new UnixDomainSocketEndPoint("/run/mesh")));
        Assert.Contains("(--max-audiences)", register.Move(null, Named("d"), null));
    }

    [Fact]
    public async Task An_audience_that_nobody_has_is_forgotten()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Mesh(1));
        var definition = plane.Distributor.Current!.Compiler.Definition;
        var audience = plane.Distributor.Current.Compiler.RequestOf(TestProxy.NodeOf("p.n0", "n0")).Audience;
        await using (var proxy = await ConnectAsync(plane, "n0"))
        {
            await proxy.ReceiveAsync();
            Assert.NotNull(definition.Find(audience));
        }

        await TestControlPlane.UntilAsync(() => definition.Find(audience) is null, "the audience to be forgotten");
        Assert.Equal(0, plane.Distributor.Audiences.Count);
        Assert.Equal(0, plane.Distributor.Current.Compiler.Configs);
    }

    [Fact]
    public async Task Nothing_is_left_of_audiences_that_came_and_went_over_changes_of_endpoints()
    {
        const int many = 50;
        await using var plane = await TestControlPlane.StartAsync(resources: Mesh(many));
        for (var i = 0; i < many; i++)
        {
            await using var proxy = await ConnectAsync(plane, $"n{i}");
            await proxy.ReceiveAsync();
            if (i % 10 == 0)
                plane.PublishEndpoints([.. Mesh(many).Where(one => one is not EndpointSlice), Make.Slice("s", $"10.1.1.{i}")]);
        }

        await TestControlPlane.UntilAsync(() => plane.Distributor.Audiences.Count == 0, "the audiences to be dropped");
        Assert.Empty(plane.Distributor.Current!.Compiler.Definition.Overlays);
        Assert.Equal(0, plane.Distributor.Current.Compiler.Configs);
    }

    [Fact]
    public async Task An_audience_whose_only_proxy_leaves_before_its_turn_is_not_compiled()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Mesh(1));
        var compiles = plane.Distributor.Compiles;
        var taken = compiles.Slots.CurrentCount;
        for (var i = 0; i < taken; i++)
            await compiles.Slots.WaitAsync(TestContext.Current.CancellationToken);
        await using (await ConnectAsync(plane, "n0"))
            await TestControlPlane.UntilAsync(() => compiles.Count == 1, "the audience to be queued");
        await TestControlPlane.UntilAsync(() => plane.Distributor.Audiences.Count == 0, "the audience to be dropped");
        compiles.Slots.Release(taken);
        await TestControlPlane.UntilAsync(() => compiles.Count == 0, "the queue to be empty");
        Assert.Empty(plane.Distributor.Current!.Compiler.Definition.Overlays);
    }

    [Fact]
    public async Task The_compilers_memory_does_not_grow_with_audiences_that_came_and_went()
    {
        const int many = 100;
        var mesh = Mesh(many);
        await using var plane = await TestControlPlane.StartAsync(resources: mesh);
        await using var stays = await ConnectAsync(plane, "n0");
        await stays.ReceiveAsync();
        for (var i = 1; i < many; i++)
            plane.Distributor.Compile(TestProxy.NodeOf($"p.n{i}", $"n{i}"));
        var tables = plane.Distributor.Current!.Compiler.Definition.Tables;
        Assert.InRange(tables.Services.Count, many, 2 * many);
        plane.Distributor.Tick();
        // The base's and that of the one that stays, which are found as they were.
        Assert.Equal(2, tables.Services.Count);
        var cost = plane.Memory.Packed(Kind.Service);
        plane.Publish([.. mesh, Make.Service("t", 2)]);
        await stays.AckAsync();
        await stays.ReceiveAsync();
        Assert.Equal(cost + 1, plane.Memory.Packed(Kind.Service));
    }

    [Fact]
    public async Task What_is_looked_at_for_a_proxy_that_is_gone_is_not_kept()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Mesh(1));
        Assert.NotEmpty(plane.Distributor.Compile(TestProxy.NodeOf("p.n0", "n0"))!.Shared.All);
        Assert.Empty(plane.Distributor.Current!.Compiler.Definition.Overlays);
        Assert.Equal(0, plane.Distributor.Current.Compiler.Configs);
    }

    [Fact]
    public async Task A_config_change_that_moves_proxies_to_other_audiences_refuses_none()
    {
        await using var plane = await TestControlPlane.StartAsync(new DistributionOptions { MaxAudiences = 1, NewAudienceBurst = 1 }, resources: Mesh(0));
        await using var proxy = await ConnectAsync(plane, "n0");
        await proxy.ReceiveAsync();
        await proxy.AckAsync();
        plane.Publish([.. Mesh(1), Make.Service("t", 2)]);
        await proxy.ReceiveAsync();
        Assert.Equal("n0", Assert.Single(plane.Distributor.Audiences.Audiences).Namespace);
    }
}
