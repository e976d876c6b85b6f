using Xunit;

namespace Mesh.Transport.Tests.Conformance;

public sealed class SchedulingTests
{
    [Theory, ClassData(typeof(AllTransports))]
    public void What_other_threads_post_runs_on_the_loop_in_their_order(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        const int PerThread = 5000;
        var seen = new List<int>[4];
        var threads = new Thread[4];
        int wrongThread = 0;
        for (int i = 0; i < 4; i++)
        {
            List<int> list = seen[i] = [];
            threads[i] = new Thread(() =>
            {
                for (int number = 0; number < PerThread; number++)
                {
                    int posted = number;
                    bed.Loop.Schedule(_ =>
                    {
                        wrongThread += bed.Loop.IsCurrent ? 0 : 1;
                        list.Add(posted);
                    }, null);
                }
            });
        }

        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        await bed.Until(() => seen.All(list => list.Count == PerThread), "Posts were lost.");
        Assert.Equal(0, wrongThread);
        Assert.All(seen, list => Assert.Equal(Enumerable.Range(0, PerThread), list));
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void What_the_loop_schedules_itself_runs_later_and_in_order(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        var order = new List<int>();
        bed.Loop.Schedule(_ =>
        {
            bed.Loop.Schedule(_ => order.Add(2), null);
            bed.Loop.Schedule(_ => order.Add(3), null);
            order.Add(1);
        }, null);
        Assert.Empty(order);
        await bed.Delay(2);
        Assert.Equal([1, 2, 3], order);
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Work_that_renews_itself_does_not_keep_the_loop_from_its_sockets_and_timers(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        bool stop = false;
        bed.Loop.Schedule(Renew, null);
        await client.WriteTextAsync("x");
        Assert.Equal("x", await server.ReadTextAsync(1));
        if (!bed.IsInMemory)
        {
            await bed.Delay(5);
        }

        stop = true;
        client.CompleteBoth();
        server.CompleteBoth();

        void Renew(object? state)
        {
            if (!stop)
            {
                bed.Loop.Schedule(Renew, null);
            }
        }
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_flood_on_one_connection_does_not_starve_another(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        if (kind == TransportKind.Sockets)
        {
            Assert.Skip("Its sockets are served by other threads.");
        }

        (TransportConnection flooder, TransportConnection flooded) = await bed.ConnectAsync();
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        bool stop = false;
        Task flood = FloodAsync();
        Task drain = flooded.DrainAsync();
        for (int i = 0; i < 100; i++)
        {
            await client.WriteTextAsync("x");
            Assert.Equal("x", await server.ReadTextAsync(1));
        }

        stop = true;
        await flood;
        await drain;
        foreach (TransportConnection connection in new[] { flooder, flooded, client, server })
        {
            connection.CompleteBoth();
        }

        async Task FloodAsync()
        {
            byte[] chunk = new byte[kind == TransportKind.InMemoryByByte ? 100 : 256 * 1024];
            while (!stop)
            {
                await flooder.Output.WriteAsync(chunk);
            }

            flooder.Output.Complete();
        }
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Timers_fire_on_the_loop_in_order(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        var order = new List<int>();
        Task[] delays = new[] { 30, 10, 20 }.Select(async due =>
        {
            await bed.Delay(due);
            Assert.True(bed.Loop.IsCurrent);
            order.Add(due);
        }).ToArray();
        await Task.WhenAll(delays);
        Assert.Equal([10, 20, 30], order);
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Work_scheduled_before_the_start_runs_first(TransportKind kind) => TestBed.Run(kind, bed =>
    {
        Assert.True(bed.RanBeforeStart);
        return Task.CompletedTask;
    });
}
