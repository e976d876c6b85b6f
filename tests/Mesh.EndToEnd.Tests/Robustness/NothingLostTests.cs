using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Mesh.Contract;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.EndToEnd.Tests.Robustness.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness;

/// <summary>Changes under load that no request and no connection may notice.</summary>
public sealed class NothingLostTests(ITestOutputHelper output)
{
    /// <summary>Garbage is collected every 2 MB (hexadecimal), not by the size of the machine's caches: what memory grows by is then what is kept.</summary>
    static readonly Dictionary<string, string> CollectsEarly = new() { ["DOTNET_GCgen0size"] = "200000" };

    const int Hangup = 1;
    const int Terminate = 15;

    [Fact]
    public async Task Two_hundred_swaps_of_the_configuration_file_lose_no_request_and_cut_no_connection()
    {
        await using var first = ScriptedBackend.StartGood("first");
        await using var second = ScriptedBackend.StartGood("second");
        await using var gateway = await GatewayUnderTest.StartAsync(first.Port, new GatewayOptions { Environment = CollectsEarly });
        var contents = new List<SnapshotContent>();
        foreach (var (backend, version) in new[] { (first, 1), (second, 2) })
        {
            await gateway.CompileAsync(backend.Port, gateway.FilePath("other.bin"), version);
            contents.Add(SnapshotFile.Read(gateway.FilePath("other.bin")).Content!);
        }

        await using var load = KeepAliveLoad.Start(gateway.Port);
        var generation = await gateway.GenerationAsync();
        var resident = ProcessUse.ResidentBytes(gateway.Daemon.Id);
        for (var swap = 1; swap <= 200; swap++)
        {
            var content = contents[swap % 2];
            content.Generation = ++generation;
            SnapshotFile.Write(gateway.SnapshotPath, content);
            gateway.Daemon.Signal(Hangup);
            await Eventually.Get($"swap {swap}", gateway.GenerationAsync, seen => seen == generation);
        }

        await load.StopAsync();
        var grown = ProcessUse.ResidentBytes(gateway.Daemon.Id) - resident;
        output.WriteLine($"{load.Succeeded} requests during 200 swaps, the slowest took {load.Slowest.TotalMilliseconds:0.0} ms; resident memory grew by {grown / 1024} KB");
        Assert.InRange(grown, long.MinValue, 16 << 20);
        Assert.True(first.Requests > 100 && second.Requests > 100, $"{first.Requests} requests came to one backend, {second.Requests} to the other");
        Assert.Superset(new HashSet<string> { "1", "2" }, load.Versions.ToHashSet());
        await gateway.IsServingAsync();
        await gateway.IsEmptyAsync();
    }

    [Fact]
    public async Task A_download_outlives_its_endpoint_and_its_listener()
    {
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var slow = ScriptedBackend.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234");
            await mayEnd.Task;
            await connection.SendAsync("56789");
            await connection.ReadToEndAsync();
        });
        await using var other = ScriptedBackend.StartGood();
        await using var gateway = await GatewayUnderTest.StartAsync(slow.Port);
        using var client = await WireClient.ConnectAsync(gateway.Port);
        await client.SendAsync(WireClient.Get("/slow"));
        await Eventually.True("the download begun", () => Task.FromResult(slow.Connections.Any(connection => connection.BytesSent > 0)));

        await gateway.CompileAsync(other.Port, gateway.SnapshotPath, version: 2);
        gateway.Daemon.Signal(Hangup);
        await Eventually.Get("the other endpoint in use", async () => (await gateway.GetAsync()).Field("x-version"), seen => seen == "2");
        var elsewhere = FreePorts.Take();
        await gateway.CompileAsync(other.Port, gateway.SnapshotPath, version: 3, elsewhere);
        gateway.Daemon.Signal(Hangup);
        await Eventually.Get("the other listener in use", () => ListenerStatusAsync(elsewhere), seen => seen == 200);
        await Assert.ThrowsAsync<SocketException>(() => gateway.GetAsync());

        mayEnd.SetResult();
        var reply = await client.ReadAsync();
        Assert.Equal(("0123456789", ReplyEnd.Whole), (Encoding.ASCII.GetString(reply.Body), reply.End));
    }

    [Fact]
    public async Task A_backend_that_closes_kept_connections_unannounced_costs_no_request()
    {
        await using var backend = ScriptedBackend.Start(async connection =>
        {
            for (var i = 0; i < 3 && await connection.ReadHeadAsync() is not null; i++)
            {
                await connection.SendAsync(ScriptedBackend.Response("good"));
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        await KeepAliveLoad.RunAsync(gateway.Port, connections: 16, requestsEach: 250);
        await gateway.IsEmptyAsync();
    }

    [Fact]
    public async Task Edits_of_the_yaml_reach_the_proxy_and_lose_no_request_and_cut_no_connection()
    {
        const int edits = 200;
        await using var first = ScriptedBackend.StartGood("first");
        await using var second = ScriptedBackend.StartGood("second");
        var yaml = new GatewayYaml { GatewayPort = FreePorts.Take(), BackendPort = first.Port };
        await using var control = await LocalControlPlane.StartAsync(yaml);
        await using var gateway = await GatewayUnderTest.StartAsync(first.Port, new GatewayOptions { Port = yaml.GatewayPort, Control = control.Address });
        await using var load = KeepAliveLoad.Start(gateway.Port);
        for (var version = 1; version <= edits; version++)
        {
            control.Write(yaml with { Version = version, BackendPort = version % 2 == 0 ? first.Port : second.Port });
            await VersionIsInUseAsync(gateway, version);
        }

        await load.StopAsync();
        Assert.True(first.Requests > 100 && second.Requests > 100, $"{first.Requests} requests came to one backend, {second.Requests} to the other");
        Assert.True(load.Versions.Count > edits / 2, $"the load met {load.Versions.Count} versions");
    }

    [Fact]
    public async Task The_control_plane_killed_twenty_times_loses_no_request_and_its_edits_arrive_after_each()
    {
        await using var backend = ScriptedBackend.StartGood();
        var yaml = new GatewayYaml { GatewayPort = FreePorts.Take(), BackendPort = backend.Port };
        await using var control = await LocalControlPlane.StartAsync(yaml);
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { Port = yaml.GatewayPort, Control = control.Address });
        await using var load = KeepAliveLoad.Start(gateway.Port);
        for (var version = 1; version <= 20; version++)
        {
            await control.KillAsync();
            Assert.Equal(200, (await gateway.GetAsync()).Status);
            control.Write(yaml with { Version = version });
            await control.StartAsync();
            await VersionIsInUseAsync(gateway, version);
        }

        await load.StopAsync();
    }

    [Fact]
    public async Task A_proxy_starts_and_serves_from_disk_when_the_control_plane_is_gone()
    {
        await using var backend = ScriptedBackend.StartGood();
        var yaml = new GatewayYaml { GatewayPort = FreePorts.Take(), BackendPort = backend.Port, Version = 7 };
        await using var control = await LocalControlPlane.StartAsync(yaml);
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { Port = yaml.GatewayPort, Control = control.Address });
        await VersionIsInUseAsync(gateway, 7);
        await Eventually.True("the snapshot on disk", () => Task.FromResult(Directory.EnumerateFiles(gateway.FilePath("state")).Any(file => file.EndsWith(".bin", StringComparison.Ordinal))));
        await control.KillAsync();
        await gateway.RestartAsync();
        Assert.Equal("7", (await gateway.GetAsync()).Field("x-version"));
    }

    [Fact]
    public async Task SIGTERM_under_load_loses_no_request_and_ends_within_the_drain_duration()
    {
        await using var backend = ScriptedBackend.StartGood();
        await using var old = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { Flags = ["--drain-duration", "3s"] });
        await using var next = await GatewayUnderTest.StartAsync(backend.Port);
        var port = old.Port;
        await using var load = KeepAliveLoad.Start(() => Volatile.Read(ref port));
        await Pause.For(TimeSpan.FromSeconds(1));
        Assert.Equal(16, load.Opened);

        // The order of a rolling update: the instance is told to end, and a moment later load balancing knows of it.
        old.Daemon.Signal(Terminate);
        var began = Stopwatch.GetTimestamp();
        await Pause.For(TimeSpan.FromMilliseconds(500));
        Volatile.Write(ref port, next.Port);
        var code = await old.Daemon.WaitForExit(TimeSpan.FromSeconds(10));
        Assert.Equal(0, code);
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 2.9, 5);
        await Pause.For(TimeSpan.FromMilliseconds(200));
        await load.StopAsync(mayReopen: true);
        await next.IsServingAsync();
    }

    [Fact]
    public async Task SIGTERM_finishes_requests_that_take_most_of_the_drain()
    {
        await using var backend = ScriptedBackend.Start(async connection =>
        {
            while (await connection.ReadHeadAsync() is not null)
            {
                await Pause.For(TimeSpan.FromSeconds(1.5));
                await connection.SendAsync(ScriptedBackend.Response("late"));
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { Flags = ["--drain-duration", "3s"] });
        using var client = await WireClient.ConnectAsync(gateway.Port);
        using var silent = await WireClient.ConnectAsync(gateway.Port);
        await client.SendAsync(WireClient.Get("/late"));
        await Eventually.True("the request at the backend", () => Task.FromResult(backend.Connections.Any(connection => connection.BytesReceived > 0)));
        gateway.Daemon.Signal(Terminate);
        var reply = await client.ReadAsync();
        Assert.Equal((200, ReplyEnd.Whole, true), (reply.Status, reply.End, reply.SaysClose));
        Assert.Equal(ReplyEnd.Fin, (await silent.ReadEndAsync()).End);
        Assert.Equal(0, await gateway.Daemon.WaitForExit(TimeSpan.FromSeconds(10)));
    }

    static async Task<int> ListenerStatusAsync(int port)
    {
        using var client = await WireClient.ConnectAsync(port);
        await client.SendAsync(WireClient.Get("/good"));
        return (await client.ReadAsync()).Status;
    }

    static Task VersionIsInUseAsync(GatewayUnderTest gateway, int version) =>
        Eventually.Get($"version {version} in use", async () => (await gateway.GetAsync()).Field("x-version"), seen => seen == $"{version}");
}
