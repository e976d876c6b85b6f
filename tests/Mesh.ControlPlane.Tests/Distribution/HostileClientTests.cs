using System.Buffers;
using Google.Protobuf;
using Mesh.Contract;
using Mesh.ControlPlane.Distribution;
using Xunit;

namespace Mesh.ControlPlane.Tests.Distribution;

/// <summary>Clients that are no proxies, or bad ones: refused with a reason, closed, and no one else notices.</summary>
public sealed class HostileClientTests
{
    static byte[] Bytes(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    static byte[] WithPreamble(params byte[] rest) => [.. Bytes(Preamble.Write), .. rest];

    static byte[] Hello(Node? node) => WithPreamble(Bytes(output => Framing.Write(
        new ClientMessage { Hello = node is null ? new Hello() : new Hello { Node = node } }, output)));

    static async Task<string> RefusalAsync(TestControlPlane plane, byte[] bytes)
    {
        await using var client = await TestProxy.ConnectAsync(plane.ProxyEndPoint);
        await client.SendAsync(bytes);
        var message = await client.MessageAsync();
        Assert.Equal(ServerMessage.MessageOneofCase.Refusal, message!.MessageCase);
        Assert.Null(await client.MessageAsync());
        return message.Refusal.Reason;
    }

    public static TheoryData<string, string> Refused => new()
    {
        { Convert.ToHexString("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8), "speaks HTTP" },
        { Convert.ToHexString([0x16, 3, 1, 2, 0, 1]), "speaks TLS" },
        { Convert.ToHexString([0, 1, 2]), "unknown first bytes" },
        { Convert.ToHexString([0x8D, (byte)'M', (byte)'S', (byte)'H', 0, 0, 0, 9]), "contract version 9" },
        { Convert.ToHexString(WithPreamble(0xFF, 0xFF, 0xFF, 0xFF)), "longer than" },
        { Convert.ToHexString(WithPreamble(0, 0, 0, 3, 0x0A, 0xFF, 0xFF)), "not one of the contract" },
        { Convert.ToHexString(WithPreamble(0, 0, 0, 0)), "first message is no hello" },
        { Convert.ToHexString(Hello(null)), "names no node id" },
        { Convert.ToHexString(Hello(new Node { Id = "a\nb" })), "control characters" },
        { Convert.ToHexString(Hello(new Node { Id = new string('x', 600) })), "longer than 512" },
        { Convert.ToHexString(Hello(new Node { Id = "a", Labels = { ["k"] = "a\nb" } })), "control characters" },
        { Convert.ToHexString(Hello(new Node { Id = "a", Metadata = { [new string('k', 600)] = "v" } })), "longer than 4096" },
        { Convert.ToHexString(Hello(new Node { Id = "a", Metadata = { ["k"] = new string('v', 5000) } })), "longer than 4096" },
        { Convert.ToHexString(Hello(new Node { Id = "a", Locality = new Locality { Zone = new string('z', 600) } })), "longer than 512" },
        { Convert.ToHexString(Hello(new Node { Id = "a", Namespace = new string('n', 70_000) })), "longer than 65536 bytes" },
        { Convert.ToHexString(Hello(new Node { Id = "a", Addresses = { ByteString.CopyFrom(1, 2, 3) } })), "neither 4 nor 16" },
        { Convert.ToHexString(Hello(new Node { Id = "a", Type = (NodeType)7 })), "node type 7" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_no_good_hello_is_refused_with_a_reason(string hex, string reason)
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Make.Service("s"));
        Assert.Contains(reason, await RefusalAsync(plane, Convert.FromHexString(hex)));
        Assert.Empty(plane.Distributor.Proxies);
        Assert.Contains(reason, plane.LogText);
    }

    [Fact]
    public async Task What_a_proxy_says_it_holds_is_bounded_for_each_and_for_all()
    {
        var held = Contract.ResourceSet.Of(1, Enumerable.Range(0, 2_000).Select(i => ResourceCodec.Pack(Kind.Service, $"s{i}", new Service())));
        await using (var plane = await TestControlPlane.StartAsync(new DistributionOptions { MaxHeldLength = 100_000 }, resources: Make.Service("s")))
        await using (var proxy = await plane.ProxyAsync("a.default", held))
            Assert.Contains("more than 100000 bytes", (await proxy.MessageAsync())!.Refusal.Reason);

        await using (var plane = await TestControlPlane.StartAsync(new DistributionOptions { MaxHeldTotal = 100_000 }, resources: Make.Service("s")))
        {
            await using (var proxy = await plane.ProxyAsync("a.default", held))
                Assert.Contains("try again", (await proxy.MessageAsync())!.Refusal.Reason);
            // What a refused one had taken is given back.
            await using var other = await plane.ProxyAsync("b.default", Contract.ResourceSet.Of(1, held.ByKey.Values.Take(200)));
            await other.ReceiveAsync();
            Assert.Equal(200, other.LastRemoved);
        }
    }

    static byte[] Holding(params Held[] held) => WithPreamble(Bytes(output => Framing.Write(
        new ClientMessage { Hello = new Hello { Node = TestProxy.NodeOf("a.default"), Held = { held } } }, output)));

    [Fact]
    public async Task What_is_held_has_a_kind_a_name_and_a_whole_hash()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Make.Service("s"));
        var hash = ContentHash.Of("x"u8);
        foreach (var held in new Held[] { new(), new() { Kind = Kind.Service, Name = "s" }, new() { Kind = Kind.Service, Hash = hash }, new() { Name = "s", Hash = hash } })
            Assert.Contains("without kind, name or a whole hash", await RefusalAsync(plane, Holding(held)));
    }

    // The bytes on the wire are no measure: an entry of 25 there takes 200 in memory.
    [Fact]
    public async Task What_a_proxy_says_it_holds_is_measured_as_it_is_kept()
    {
        await using var plane = await TestControlPlane.StartAsync(new DistributionOptions { MaxHeldLength = 100 * 200 }, resources: Make.Service("s"));
        var held = Enumerable.Range(0, 100).Select(i => new Held { Kind = Kind.Service, Name = $"{i}", Hash = ContentHash.Of(BitConverter.GetBytes(i)) }).ToArray();
        Assert.InRange(held.Sum(one => one.CalculateSize()), 0, 25 * 100);
        Assert.Contains("more than 20000 bytes", await RefusalAsync(plane, Holding(held)));
    }

    [Fact]
    public void One_peer_does_not_take_what_others_need_to_introduce_themselves()
    {
        var budget = new HeldBudget(new DistributionOptions { MaxHeldTotal = 100, MaxHeldOfPeer = 50 });
        Assert.Null(budget.TryReserve("192.0.2.1", 50));
        Assert.Contains("too many proxies of 192.0.2.1", budget.TryReserve("192.0.2.1", 1));
        Assert.Null(budget.TryReserve("192.0.2.2", 20));
        // The local socket has no such limit, but that of all.
        Assert.Null(budget.TryReserve(null, 30));
        Assert.Contains("too many proxies are", budget.TryReserve(null, 1));
        budget.Release("192.0.2.1", 50);
        Assert.Null(budget.TryReserve("192.0.2.1", 50));
    }

    [Fact]
    public async Task Another_message_within_a_hello_is_refused()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Make.Service("s"));
        var hello = Bytes(output =>
        {
            Preamble.Write(output);
            Framing.Write(new ClientMessage { Hello = new Hello { Node = TestProxy.NodeOf("a.default"), MoreHeld = true } }, output);
            Framing.Write(new ClientMessage { Ping = new Ping() }, output);
        });
        Assert.Contains("within it", await RefusalAsync(plane, hello));
    }

    [Fact]
    public async Task Connections_that_say_nothing_make_room_for_those_that_do()
    {
        await using var plane = await TestControlPlane.StartAsync(new DistributionOptions { MaxUnintroduced = 3 }, resources: Make.Service("s"));
        var silent = new List<TestProxy>();
        for (var i = 0; i < 3; i++)
        {
            silent.Add(await TestProxy.ConnectAsync(plane.ProxyEndPoint));
            await plane.ConnectedAsync(i + 1);
        }

        await using var proxy = await plane.ProxyAsync("a.default");
        await proxy.ReceiveAsync();
        Assert.Null(await silent[0].MessageAsync());
        await plane.ConnectedAsync(3);
        foreach (var one in silent)
            await one.DisposeAsync();
    }

    [Fact]
    public async Task A_good_proxy_is_served_while_others_misbehave()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Make.Service("s"));
        await using var good = await plane.ProxyAsync("good.default");
        await good.ReceiveAsync();
        await good.AckAsync();

        var random = new Random(1);
        for (var i = 0; i < 50; i++)
        {
            var bytes = new byte[random.Next(1, 2000)];
            random.NextBytes(bytes);
            await using var bad = await TestProxy.ConnectAsync(plane.ProxyEndPoint);
            await bad.SendAsync(i % 2 == 0 ? bytes : WithPreamble(bytes));
        }

        plane.Publish(Make.Service("s"), Make.Service("t", 2));
        Assert.Equal(5, (await good.ReceiveAsync()).Count);
    }

    [Fact]
    public async Task A_bad_message_after_a_good_hello_closes_that_session_only()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Make.Service("s"));
        await using var proxy = await plane.ProxyAsync("a.default");
        await proxy.ReceiveAsync();
        await proxy.SendAsync(new byte[] { 0x7F, 0, 0, 0 });
        Assert.Null(await proxy.MessageAsync());
        await TestControlPlane.UntilAsync(() => plane.Distributor.Proxies.Count == 0, "the session to end");
        Assert.Contains("longer than", plane.LogText);
    }

    [Fact]
    public async Task Answers_to_generations_never_sent_say_nothing()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Make.Service("s"));
        await using var proxy = await plane.ProxyAsync("a.default");
        var set = await proxy.ReceiveAsync();
        await proxy.SendAsync(new ClientMessage { Ack = new Ack { Generation = ulong.MaxValue } });
        await proxy.SendAsync(new ClientMessage { Reject = new Reject { Generation = set.Generation - 1 } });
        await proxy.SendAsync(new ClientMessage());
        await proxy.SendAsync(new ClientMessage { Ping = new Ping { Nonce = 1 } });
        Assert.Equal(1UL, (await proxy.MessageAsync())!.Pong.Nonce);
        Assert.Equal("STALE", Assert.Single(plane.Distributor.Proxies).State);
    }

    [Fact]
    public async Task Too_many_connections_are_refused_and_places_are_given_back()
    {
        await using var plane = await TestControlPlane.StartAsync(new DistributionOptions { MaxConnections = 1 }, resources: Make.Service("s"));
        await using (var first = await plane.ProxyAsync("a.default"))
        {
            await first.ReceiveAsync();
            Assert.Contains("which is the limit", await RefusalAsync(plane, []));
        }

        await TestControlPlane.UntilAsync(() => plane.Distributor.Proxies.Count == 0, "the place");
        await using var second = await plane.ProxyAsync("b.default");
        Assert.Equal(3, (await second.ReceiveAsync()).Count);
    }

    [Theory]
    [InlineData("", "no hello in time")]
    [InlineData("8D4D534800000001", "no hello in time")]
    public async Task Who_does_not_introduce_itself_in_time_is_closed(string hex, string reason)
    {
        var clock = new ManualClock();
        await using var plane = await TestControlPlane.StartAsync(time: clock, resources: Make.Service("s"));
        await using var client = await TestProxy.ConnectAsync(plane.ProxyEndPoint);
        await client.SendAsync(Convert.FromHexString(hex));
        await plane.ConnectedAsync(1);
        clock.Advance(TimeSpan.FromSeconds(11));
        plane.Distributor.Tick();
        Assert.Null(await client.MessageAsync());
        Assert.NotEmpty(reason);
    }

    [Fact]
    public async Task The_silent_are_asked_and_then_closed()
    {
        var clock = new ManualClock();
        await using var plane = await TestControlPlane.StartAsync(
            new DistributionOptions { AckTimeout = TimeSpan.FromHours(1) }, time: clock, resources: Make.Service("s"));
        await using var proxy = await plane.ProxyAsync("a.default");
        await proxy.ReceiveAsync();
        clock.Advance(TimeSpan.FromSeconds(31));
        plane.Distributor.Tick();
        var ping = await proxy.MessageAsync();
        Assert.Equal(ServerMessage.MessageOneofCase.Ping, ping!.MessageCase);

        // An answer buys time.
        await proxy.SendAsync(new ClientMessage { Ping = new Ping { Nonce = 5 } });
        Assert.Equal(5UL, (await proxy.MessageAsync())!.Pong.Nonce);
        clock.Advance(TimeSpan.FromSeconds(80));
        plane.Distributor.Tick();
        Assert.Equal(ServerMessage.MessageOneofCase.Ping, (await proxy.MessageAsync())!.MessageCase);

        clock.Advance(TimeSpan.FromSeconds(11));
        plane.Distributor.Tick();
        Assert.Null(await proxy.MessageAsync());
        await TestControlPlane.UntilAsync(() => plane.LogText.Contains("went silent"), "the log");
    }

    [Fact]
    public async Task Who_does_not_acknowledge_in_time_is_closed()
    {
        var clock = new ManualClock();
        await using var plane = await TestControlPlane.StartAsync(time: clock, resources: Make.Service("s"));
        await using var proxy = await plane.ProxyAsync("a.default");
        await proxy.ReceiveAsync();
        clock.Advance(TimeSpan.FromSeconds(61));
        plane.Distributor.Tick();
        while (await proxy.MessageAsync() is { } message)
            Assert.Equal(ServerMessage.MessageOneofCase.Ping, message.MessageCase);
        await TestControlPlane.UntilAsync(() => plane.LogText.Contains("not acknowledged in time"), "the log");
    }
}
