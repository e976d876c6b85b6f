using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.Telemetry.Logging;
using Mesh.Testing.Buffers;
using Mesh.Testing.InMemory;
using Xunit;
using static Mesh.Proxy.Tests.Config.ScriptedControlPlane;

namespace Mesh.Proxy.Tests.Config;

/// <summary>The stream to the control plane, in virtual time.</summary>
[Collection("the process's log")]
public sealed class ConfigClientTests : IDisposable
{
    readonly InMemoryNetwork network = new();
    readonly LeakTrackingBufferPool buffers = new();
    readonly InMemoryLoop loop;
    readonly ScriptedControlPlane plane;
    readonly SnapshotHolder holder = new();
    readonly string directory = Directory.CreateTempSubdirectory("mesh-config").FullName;
    ConfigApplier applier = null!;
    ConfigClient client = null!;

    public ConfigClientTests()
    {
        Log.SetLevel(LogArea.Config, LogLevel.Off);
        loop = network.CreateLoop(buffers);
        plane = new ScriptedControlPlane(network);
    }

    public void Dispose()
    {
        client?.Stop();
        network.RunUntilIdle();
        Log.SetLevel(LogArea.Config, LogLevel.Info);
        buffers.Verify();
        Directory.Delete(directory, recursive: true);
    }

    static Node Node { get; } = new() { Id = "proxy-1", Namespace = "default" };

    ConfigClient Client(string? control = null, string? state = null, Func<ConfigClientOptions, ConfigClientOptions>? change = null)
    {
        var lookup = new FakeNameLookup();
        lookup.Answers["control.example"] = [Address.Address];
        applier = new ConfigApplier(new SnapshotBuilder(1, NodeType.Sidecar), holder, new DnsResolver(loop, lookup, new UsableFamilies(true, true), 1));
        var options = new ConfigClientOptions { Control = ControlAddress.TryParse(control ?? Address.ToString(), out _)!, Node = Node, StateDirectory = state, ProxyVersion = "test" };
        return client = new ConfigClient(loop, change?.Invoke(options) ?? options, applier, lookup, work => work());
    }

    void Start(string? control = null, string? state = null)
    {
        Client(control, state).Start();
        network.RunUntilIdle();
    }

    static Resource Service(string name, uint port = 80) => ResourceCodec.Pack(Kind.Service, name, new Service { Hostname = name, Ports = { new ServicePort { Number = port } } });

    static Resource BadService(string name) => ResourceCodec.Pack(Kind.Service, name, new Service { Hostname = name, Ports = { new ServicePort() } });

    void Send(params ServerMessage[] messages)
    {
        plane.Send(messages);
        network.RunUntilIdle();
    }

    IEnumerable<string> Services => holder.Current.Resources.Where(resource => resource.Kind == Kind.Service).Select(resource => resource.Name);

    [Fact]
    public void Says_hello_applies_a_delta_and_acks()
    {
        Start();
        var hello = Assert.Single(plane.Received).Hello;
        Assert.Equal((0ul, "test", "proxy-1"), (hello.Generation, hello.ProxyVersion, hello.Node.Id));
        Assert.Empty(hello.Held);
        Assert.False(holder.Current.IsReady);

        Send(Delta(5, Service("a")));
        Assert.Equal(5ul, plane.Received[1].Ack.Generation);
        Assert.Equal(["a"], Services);
        Assert.True(holder.Current.IsReady);
        Assert.True(applier.Status.IsConnected);
        Assert.Equal(5ul, applier.Status.Generation);
    }

    [Fact]
    public void Applies_a_generation_only_when_it_is_whole_with_removals_first()
    {
        Start();
        Send(Delta(1, Service("a"), Service("b")));
        Send(new ServerMessage { Delta = new Delta { Generation = 2, Changed = { Service("c") } } });
        Assert.Equal(["a", "b"], Services);
        Send(new ServerMessage
        {
            Delta = new Delta
            {
                Generation = 2,
                Removed = { new ResourceName { Kind = Kind.Service, Name = "a" }, new ResourceName { Kind = Kind.Service, Name = "c" } },
                Changed = { Service("d") },
                Complete = true,
            },
        });
        Assert.Equal(["b", "c", "d"], Services);
        Assert.Equal([1ul, 2ul], plane.Received.Skip(1).Select(message => message.Ack.Generation));
    }

    [Fact]
    public void Rejects_what_is_bad_with_its_reason_and_applies_the_rest()
    {
        Start();
        Send(Delta(1, Service("a", 80)));
        Send(Delta(2, BadService("a"), Service("b")));
        var reject = plane.Received[2].Reject;
        Assert.Equal(2ul, reject.Generation);
        Assert.Equal(("a", "service port 0 is no port: 1 to 65535 are"), (reject.Rejections.Single().Name, reject.Rejections.Single().Reason));
        Assert.Equal(["a", "b"], Services);
        // Still bad with the next generation; good again when it is repaired.
        Send(Delta(3, Service("c")));
        Assert.Single(plane.Received[3].Reject.Rejections);
        Send(Delta(4, Service("a", 81)));
        Assert.Equal(4ul, plane.Received[4].Ack.Generation);
        Assert.Empty(applier.Status.Rejections);
    }

    [Fact]
    public void Reconnects_with_the_hashes_of_what_is_in_use()
    {
        Start();
        var service = Service("a");
        Send(Delta(7, service));
        Send(Delta(8, BadService("b")));
        plane.Hangup();
        network.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, plane.Connections);
        var hello = plane.Received[0].Hello;
        var held = Assert.Single(hello.Held);
        Assert.Equal((8ul, Kind.Service, "a", service.Hash), (hello.Generation, held.Kind, held.Name, held.Hash));
        Send(Delta(9, Service("c")));
        Assert.Equal(["a", "c"], Services);
        Assert.Equal(9ul, plane.Received[1].Ack.Generation);
    }

    [Fact]
    public void What_a_small_hello_has_no_room_for_follows_it()
    {
        Start();
        var services = Enumerable.Range(0, 20_000).Select(i => Service($"service-{i:D5}.default.svc.cluster.local")).ToArray();
        Send(Delta(7, services));
        plane.Hangup();
        network.Advance(TimeSpan.FromSeconds(1));

        var hello = plane.Received[0];
        Assert.True(hello.CalculateSize() < 64 * 1024);
        Assert.True(hello.Hello.MoreHeld);
        var parts = plane.Received.Skip(1).Select(message => message.Held).ToList();
        Assert.True(parts.Count > 1);
        Assert.All(parts, part => Assert.True(part.CalculateSize() < 1024 * 1024));
        Assert.Equal([.. Enumerable.Repeat(true, parts.Count - 1), false], parts.Select(part => part.More));
        Assert.Equal(services.Select(service => service.Hash), parts.SelectMany(part => part.Held).Select(held => held.Hash));
    }

    [Fact]
    public void Who_holds_more_than_can_be_named_says_that_it_holds_nothing_and_takes_what_it_is_sent_for_everything()
    {
        Start();
        var name = new string('n', 400);
        Send(Delta(6, [.. Enumerable.Range(0, 10_000).Select(i => Service($"{name}{i}"))]));
        Send(Delta(7, [.. Enumerable.Range(10_000, 11_000).Select(i => Service($"{name}{i}"))]));
        plane.Hangup();
        network.Advance(TimeSpan.FromSeconds(1));
        var hello = Assert.Single(plane.Received).Hello;
        Assert.Equal((0ul, false, 0), (hello.Generation, hello.MoreHeld, hello.Held.Count));
        Send(Delta(8, Service("a")));
        Assert.Equal(["a"], Services);
    }

    [Fact]
    public void Stays_on_its_snapshot_and_backs_off_while_the_control_plane_is_away()
    {
        Start();
        Send(Delta(1, Service("a")));
        var snapshot = holder.Current;
        plane.Close();
        plane.Hangup();
        network.Advance(TimeSpan.FromHours(1));
        Assert.Same(snapshot, holder.Current);
        Assert.False(applier.Status.IsConnected);
        Assert.Contains("Refused", applier.Status.LastError);

        plane.Open();
        network.Advance(TimeSpan.FromSeconds(10.1));
        Assert.Equal(2, plane.Connections);
        Assert.True(applier.Status.IsConnected);
        Send(Delta(2, Service("b")));
        Assert.Equal("", applier.Status.LastError);
    }

    [Fact]
    public void An_orderly_stop_is_no_error()
    {
        Start();
        Send(Delta(1, Service("a")));
        client.Stop();
        network.RunUntilIdle();
        Assert.Equal((false, ""), (applier.Status.IsConnected, applier.Status.LastError));
    }

    [Fact]
    public void Tries_again_quickly_then_slower_up_to_the_limit()
    {
        plane.Greeting = "garbage"u8.ToArray();
        Start();
        network.Advance(TimeSpan.FromMinutes(5));
        var gaps = plane.ConnectedAt.Zip(plane.ConnectedAt.Skip(1), (a, b) => (b - a).TotalMilliseconds).ToList();
        Assert.InRange(gaps[0], 50, 105);
        Assert.InRange(gaps[1], 100, 205);
        Assert.InRange(gaps[2], 200, 405);
        Assert.InRange(gaps[^1], 5000, 10_005);
        Assert.All(gaps, gap => Assert.InRange(gap, 50, 10_005));
        Assert.Contains("does not speak the mesh contract", applier.Status.LastError);
    }

    [Fact]
    public void Answers_a_ping_and_asks_when_it_hears_nothing()
    {
        Start();
        Send(new ServerMessage { Ping = new Ping { Nonce = 77 } });
        Assert.Equal(77ul, plane.Received[1].Pong.Nonce);
        network.Advance(TimeSpan.FromSeconds(31));
        Assert.Contains(plane.Received, message => message.MessageCase == ClientMessage.MessageOneofCase.Ping);
        Assert.Equal(1, plane.Connections);
        Send(new ServerMessage { Pong = new Pong() });
        network.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(1, plane.Connections);
        network.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(2, plane.Connections);
        Assert.Contains("silent", applier.Status.LastError);
    }

    public static TheoryData<string, byte[]> Hostile => new()
    {
        { "TLS", [0x16, 3, 1] },
        { "HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray() },
        { "upgrade this side", [.. PreambleBytes()[..7], 99] },
        { "announced a message of more than", [.. PreambleBytes(), 0x7F, 255, 255, 255] },
        { "not of the contract", [.. PreambleBytes(), 0, 0, 0, 3, 255, 255, 255] },
        { "refused this proxy: go away", [.. PreambleBytes(), .. Frame(new ServerMessage { Refusal = new Refusal { Reason = "go away" } })] },
        {
            "before it had completed the last",
            [.. PreambleBytes(), .. Frame(new ServerMessage { Delta = new Delta { Generation = 1 } }), .. Frame(new ServerMessage { Delta = new Delta { Generation = 2 } })]
        },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Leaves_a_peer_that_breaks_the_contract_and_comes_back(string reason, byte[] bytes)
    {
        plane.Greeting = bytes;
        Start();
        Assert.Contains(reason, applier.Status.LastError);
        Assert.False(applier.Status.IsConnected);
        plane.Greeting = PreambleBytes();
        network.Advance(TimeSpan.FromSeconds(1));
        Send(Delta(3, Service("a")));
        Assert.Equal(["a"], Services);
    }

    [Fact]
    public void A_generation_that_never_ends_is_bounded()
    {
        Client(change: options => options with { MaxGenerationBytes = 5_000 }).Start();
        network.RunUntilIdle();
        for (var i = 0; i < 200 && plane.Connections == 1 && applier.Status.IsConnected; i++)
            Send(new ServerMessage { Delta = new Delta { Generation = 1, Changed = { Service($"s{i}") } } });
        Assert.Contains("generation of more than 5000 bytes", applier.Status.LastError);
        Assert.Empty(Services);

        network.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0u; i < 500 && applier.Status.IsConnected; i++)
            Send(Delta(i + 1, Service($"s{i}")));
        Assert.Contains("more than 5000 bytes of resources", applier.Status.LastError);
        Assert.NotEmpty(Services);
    }

    [Fact]
    public void Bytes_may_come_one_by_one_or_many_frames_at_once()
    {
        network.SegmentSize = 1;
        Start();
        plane.Send([.. Frame(Delta(1, Service("a"))), .. Frame(new ServerMessage { Ping = new Ping { Nonce = 1 } }), .. Frame(Delta(2, Service("b")))]);
        network.RunUntilIdle();
        Assert.Equal(["a", "b"], Services);
        Assert.Equal([1ul, 0ul, 2ul], plane.Received.Skip(1).Select(message => message.Ack?.Generation ?? 0));
        network.SegmentSize = int.MaxValue;
        plane.Hangup();
        network.Advance(TimeSpan.FromSeconds(1));
        plane.Send([.. Enumerable.Range(3, 50).SelectMany(i => Frame(Delta((ulong)i, Service("c"))))]);
        network.RunUntilIdle();
        Assert.Equal(52ul, plane.Received[^1].Ack.Generation);
    }

    [Fact]
    public void A_disconnect_at_any_byte_leaves_the_last_whole_generation()
    {
        Start();
        Send(Delta(1, Service("a")));
        var frames = Frame(Delta(2, Service("a", 81), Service("b")));
        for (var length = 0; length < frames.Length; length++)
        {
            plane.Send(frames[..length]);
            plane.Hangup();
            network.RunUntilIdle();
            Assert.Equal(1ul, holder.Current.Generation);
            Assert.Equal(["a"], Services);
            network.Advance(TimeSpan.FromSeconds(15));
            Assert.True(applier.Status.IsConnected, $"after {length} bytes");
        }

        plane.Send(frames);
        network.RunUntilIdle();
        Assert.Equal(["a", "b"], Services);
    }

    [Fact]
    public void Resolves_the_name_of_the_control_plane()
    {
        Start("control.example:15010");
        Assert.Equal(1, plane.Connections);
        client.Stop();
        network.RunUntilIdle();
        Start("nowhere.example:15010");
        Assert.Contains("cannot be resolved", applier.Status.LastError);
    }

    [Fact]
    public void Starts_from_the_last_good_snapshot_with_the_control_plane_away()
    {
        Start(state: directory);
        Send(Delta(4, Service("a"), BadService("b")));
        client.Stop();
        plane.Close();
        network.RunUntilIdle();

        var before = holder.Current;
        Client(state: directory).Start();
        Assert.NotSame(before, holder.Current);
        Assert.Equal((4ul, true), (holder.Current.Generation, holder.Current.IsReady));
        Assert.Equal(["a"], Services);
        plane.Open();
        network.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a", Assert.Single(plane.Received[0].Hello.Held).Name);
        Assert.Equal(4ul, plane.Received[0].Hello.Generation);
    }

    [Fact]
    public void A_damaged_or_foreign_snapshot_on_disk_is_not_used()
    {
        Start(state: directory);
        Send(Delta(4, Service("a")));
        client.Stop();
        network.RunUntilIdle();
        var path = Path.Combine(directory, "snapshot.bin");
        var good = File.ReadAllBytes(path);
        var holderBefore = holder.Current;
        for (var length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(path, good[..length]);
            Client(state: directory).Start();
            Assert.Same(holderBefore, holder.Current);
            Assert.Contains(path, applier.Status.LastError);
            client.Stop();
            network.RunUntilIdle();
        }

        File.WriteAllBytes(path, good);
        Client(state: directory, change: options => options with { Node = new Node { Id = "other" } }).Start();
        Assert.Contains("of node proxy-1", applier.Status.LastError);
        Assert.Same(holderBefore, holder.Current);
    }

    [Fact]
    public void A_directory_that_cannot_be_written_harms_nothing()
    {
        var file = Path.Combine(directory, "file");
        File.WriteAllText(file, "");
        Start(state: file);
        Send(Delta(4, Service("a")));
        Assert.Equal(["a"], Services);
        Assert.Equal(4ul, plane.Received[1].Ack.Generation);
    }

    [Theory]
    [InlineData("1.2.3.4:15010", null)]
    [InlineData("[::1]:15010", null)]
    [InlineData("istiod.istio-system.svc:15010", null)]
    [InlineData("unix:/run/mesh.sock", null)]
    [InlineData("unix:run/mesh.sock", "absolute")]
    [InlineData("host", "host:port")]
    [InlineData("host:0", "host:port")]
    [InlineData(":1", "host:port")]
    [InlineData("host:x", "host:port")]
    public void Understands_addresses(string text, string? error)
    {
        var address = ControlAddress.TryParse(text, out var reason);
        Assert.Equal(error is null, address is not null);
        Assert.Contains(error ?? "", reason ?? "");
    }
}
