using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>
/// An honest client under whom nothing may go wrong: N connections, one request at a time on each, every response awaited and checked. It honours
/// `Connection: close` by a new connection and never retries; a request without its whole response is a failure with its reason, and a
/// connection that ends unannounced is one too.
/// </summary>
sealed class KeepAliveLoad : IAsyncDisposable
{
    readonly Func<int> port;
    readonly byte[] request;
    readonly TimeSpan pause;
    readonly ConcurrentDictionary<string, int> failures = [];
    readonly ConcurrentDictionary<string, int> versions = [];
    readonly List<Task> flows = [];
    long succeeded;
    long opened;
    long slowest;
    volatile bool isStopped;

    KeepAliveLoad(Func<int> port, string path, TimeSpan pause)
    {
        (this.port, this.pause) = (port, pause);
        request = WireClient.Get(path);
    }

    public long Succeeded => Volatile.Read(ref succeeded);

    /// <summary>Connections opened, from first to last.</summary>
    public long Opened => Volatile.Read(ref opened);

    public TimeSpan Slowest => TimeSpan.FromTicks(Volatile.Read(ref slowest));

    /// <summary>Distinct values of x-version that responses carried.</summary>
    public IReadOnlyCollection<string> Versions => [.. versions.Keys];

    public static KeepAliveLoad Start(int port, int connections = 16, string path = "/good", TimeSpan? pause = null) =>
        Start(() => port, connections, path, pause);

    /// <param name="port">Asked before each new connection.</param>
    /// <param name="pause">Between a response and the next request.</param>
    public static KeepAliveLoad Start(Func<int> port, int connections = 16, string path = "/good", TimeSpan? pause = null)
    {
        var load = new KeepAliveLoad(port, path, pause ?? TimeSpan.FromMilliseconds(2));
        for (var i = 0; i < connections; i++)
        {
            load.flows.Add(Task.Run(load.FlowAsync));
        }

        return load;
    }

    /// <summary>Runs so many requests as fast as they go and no more.</summary>
    public static async Task RunAsync(int port, int connections, int requestsEach)
    {
        var load = new KeepAliveLoad(() => port, "/good", TimeSpan.Zero);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => load.FlowAsync(requestsEach))));
        load.HasNoFailures();
    }

    /// <summary>Finishes what is in flight, and fails the test if anything went wrong.</summary>
    public async Task StopAsync(bool mayReopen = false)
    {
        isStopped = true;
        await Task.WhenAll(flows);
        HasNoFailures();
        Assert.True(Succeeded > 0, "the load did nothing");
        Assert.True(mayReopen || Opened == flows.Count, $"{Opened} connections were opened where {flows.Count} would have done");
    }

    public async ValueTask DisposeAsync()
    {
        isStopped = true;
        await Task.WhenAll(flows);
    }

    public void HasNoFailures() => Assert.True(
        failures.IsEmpty, $"{failures.Values.Sum()} failed, {Succeeded} succeeded: {string.Join("; ", failures.Select(pair => $"{pair.Value} x {pair.Key}"))}");

    async Task FlowAsync() => await FlowAsync(long.MaxValue);

    async Task FlowAsync(long requests)
    {
        while (!isStopped && requests > 0)
        {
            try
            {
                Interlocked.Increment(ref opened);
                using var client = await WireClient.ConnectAsync(port());
                requests -= await UseAsync(client, requests);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                Fail($"cannot connect: {exception.Message}");
                requests--;
                await Pause.For(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    async Task<long> UseAsync(WireClient client, long requests)
    {
        for (var done = 1L; ; done++)
        {
            var began = Stopwatch.GetTimestamp();
            var sent = await client.TrySendAsync(request);
            var reply = await client.ReadAsync();
            if (!sent || reply is not { Status: 200, IsWhole: true })
            {
                Fail($"request {(done == 1 ? 1 : "n")} of a connection: {reply}{(sent ? "" : ", sending failed")}");
                return done;
            }

            Count(reply, Stopwatch.GetElapsedTime(began));
            if (reply.SaysClose || isStopped || done == requests)
            {
                return done;
            }

            if (pause > TimeSpan.Zero)
            {
                await Pause.For(pause);
            }
        }
    }

    void Count(Reply reply, TimeSpan took)
    {
        Interlocked.Increment(ref succeeded);
        versions.TryAdd(reply.Field("x-version"), 0);
        if (took.Ticks > Volatile.Read(ref slowest))
        {
            Volatile.Write(ref slowest, took.Ticks);
        }
    }

    void Fail(string reason) => failures.AddOrUpdate(reason, 1, (_, count) => count + 1);
}
