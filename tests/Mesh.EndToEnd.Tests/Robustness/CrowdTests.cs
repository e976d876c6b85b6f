using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.EndToEnd.Tests.Robustness.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness;

/// <summary>More connections than anyone needs: those that send nothing, and those that there are no descriptors for.</summary>
public sealed class CrowdTests(ITestOutputHelper output)
{
    const int Silent = 10_000;

    /// <summary>Resident bytes that one silent connection may cost; the kernel's own are not in it.</summary>
    const int BytesPerConnection = 8 * 1024;

    [Fact]
    public async Task Ten_thousand_connections_that_send_nothing_cost_little_and_keep_no_one_from_being_served()
    {
        await using var backend = ScriptedBackend.StartGood();
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port);
        await KeepAliveLoad.RunAsync(gateway.Port, connections: 4, requestsEach: 500);
        await gateway.IsEmptyAsync();
        var alone = await MedianAsync(gateway);
        var (filesBefore, residentBefore) = (ProcessUse.OpenFiles(gateway.Daemon.Id), ProcessUse.ResidentBytes(gateway.Daemon.Id));

        var silent = await ConnectAsync(gateway, Silent);
        try
        {
            await Eventually.Get("10,000 connections accepted", () => gateway.MetricAsync("envoy_server_total_connections"), count => count == Silent);
            var perConnection = (ProcessUse.ResidentBytes(gateway.Daemon.Id) - residentBefore) / Silent;
            var crowded = await MedianAsync(gateway);
            output.WriteLine($"{perConnection} resident bytes per silent connection; median latency {alone.TotalMicroseconds:0} us alone, {crowded.TotalMicroseconds:0} us in the crowd");
            Assert.InRange(perConnection, long.MinValue, BytesPerConnection);
            Assert.InRange(crowded, TimeSpan.Zero, alone * 3 + TimeSpan.FromMilliseconds(5));
            Assert.Equal(0, await gateway.MetricAsync("mesh_proxy_buffers_rented"));
        }
        finally
        {
            silent.ForEach(client => client.Dispose());
        }

        await gateway.IsEmptyAsync();
        await Eventually.Get("all descriptors given back", () => Task.FromResult(ProcessUse.OpenFiles(gateway.Daemon.Id)), files => files <= filesBefore + 4);
        await gateway.IsServingAsync();
    }

    [Fact]
    public async Task Without_descriptors_it_sheds_does_not_spin_and_recovers()
    {
        await using var backend = ScriptedBackend.StartGood();
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { MaxOpenFiles = 256 });
        await gateway.IsServingAsync();
        var crowd = await ConnectAsync(gateway, 1_000);
        try
        {
            await Pause.For(TimeSpan.FromSeconds(1));
            var before = ProcessUse.Cpu(gateway.Daemon.Id);
            await Pause.For(TimeSpan.FromSeconds(2));
            var spent = ProcessUse.Cpu(gateway.Daemon.Id) - before;
            output.WriteLine($"{spent.TotalMilliseconds:0} ms of CPU in 2 s without descriptors");
            Assert.InRange(spent, TimeSpan.Zero, TimeSpan.FromMilliseconds(400));
            Assert.False(gateway.Daemon.HasExited);
            Assert.InRange(ProcessUse.OpenFiles(gateway.Daemon.Id), 1, 256);
        }
        finally
        {
            crowd.ForEach(client => client.Dispose());
        }

        await Eventually.Get("a request served again", () => TryGetAsync(gateway), status => status == 200);
        await gateway.IsEmptyAsync();
        Assert.True(await gateway.MetricAsync("mesh_proxy_shed_total") > 0, "what was shed is not counted");
        await KeepAliveLoad.RunAsync(gateway.Port, connections: 16, requestsEach: 50);
    }

    [Fact]
    public async Task Without_descriptors_every_request_is_served_or_refused_and_none_hangs()
    {
        await using var backend = ScriptedBackend.StartGood();
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { MaxOpenFiles = 128 });
        await gateway.IsServingAsync();
        var statuses = new ConcurrentDictionary<string, int>();
        await Batch.CheckAsync(Enumerable.Range(0, 1_000), atOnce: 400, async _ =>
        {
            using var client = await TryConnectAsync(gateway);
            if (client is not null)
            {
                await client.TrySendAsync(WireClient.Get("/good"));
                var reply = await client.ReadAsync();
                statuses.AddOrUpdate($"{reply.Status} {reply.End}", 1, (_, count) => count + 1);
                return reply is { Status: 200 or 503, IsWhole: true } or { Status: 0, End: ReplyEnd.Fin or ReplyEnd.Reset } ? null : $"{reply}";
            }

            return null;
        });
        output.WriteLine(string.Join(", ", statuses.Select(pair => $"{pair.Value} x {pair.Key}")));
        await gateway.IsEmptyAsync();
        await KeepAliveLoad.RunAsync(gateway.Port, connections: 16, requestsEach: 50);
    }

    static async Task<List<WireClient>> ConnectAsync(GatewayUnderTest gateway, int count)
    {
        var clients = new List<WireClient>(count);
        foreach (var batch in Enumerable.Range(0, count).Chunk(100))
        {
            clients.AddRange((await Task.WhenAll(batch.Select(_ => TryConnectAsync(gateway)))).OfType<WireClient>());
        }

        return clients;
    }

    /// <summary>Null: it was refused at once, as one of those that are shed.</summary>
    static async Task<WireClient?> TryConnectAsync(GatewayUnderTest gateway)
    {
        try
        {
            return await WireClient.ConnectAsync(gateway.Port);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    static async Task<int> TryGetAsync(GatewayUnderTest gateway)
    {
        try
        {
            return (await gateway.GetAsync()).Status;
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    static async Task<TimeSpan> MedianAsync(GatewayUnderTest gateway)
    {
        using var client = await WireClient.ConnectAsync(gateway.Port);
        var times = new List<TimeSpan>();
        for (var i = 0; i < 500; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await client.SendAsync(WireClient.Get("/good"));
            Assert.Equal(200, (await client.ReadAsync()).Status);
            times.Add(Stopwatch.GetElapsedTime(began));
        }

        return times.Order().ElementAt(times.Count / 2);
    }
}
