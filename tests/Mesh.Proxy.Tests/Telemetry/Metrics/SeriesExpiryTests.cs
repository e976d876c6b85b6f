using Mesh.Contract;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Telemetry.Metrics;
using Mesh.Testing.InMemory;
using Xunit;

namespace Mesh.Proxy.Tests.Telemetry.Metrics;

/// <summary>Label sets of what went give their places to new ones once there is no room, and no counter goes back while anybody counts in it.</summary>
public sealed class SeriesExpiryTests
{
    const int Capacity = 50;

    readonly WorkerTelemetry worker = new(0, maxHttpSeries: Capacity);
    readonly WorkerTelemetry other = new(1, maxHttpSeries: Capacity);
    readonly Dictionary<string, WorkloadIdentity> peers = [];
    readonly MetricsExporter exporter;

    public SeriesExpiryTests() => exporter = Scrape.Exporter(worker, other);

    [Fact]
    public async Task While_there_is_room_all_stay()
    {
        Call(worker, 0, Capacity);
        AnHourPasses();
        Call(worker, 0, 1);
        Assert.Equal(Capacity, worker.Http.Count);
        Assert.Equal(Capacity, (await Scrape.Of(exporter)).LabelsOf("istio_requests_total").Count());
    }

    [Fact]
    public async Task Idle_ones_make_room_and_leave_the_scrape()
    {
        Call(worker, 0, Capacity);
        AnHourPasses(() => Call(worker, 0, 1));
        await Scrape.Of(exporter);
        Call(worker, 100, 1);
        Call(worker, 0, 1);
        var scrape = await Scrape.Of(exporter);
        Assert.Equal(["p0", "p100"], Sources(scrape));
        Assert.Equal(8, scrape[Name(scrape, "p0")]);
        Assert.Equal(0, scrape["mesh_proxy_telemetry_overflow_total"]);

        // One that comes again begins anew.
        Call(worker, 7, 2);
        scrape = await Scrape.Of(exporter);
        Assert.Equal(1, scrape[Name(scrape, "p7")]);
        Assert.Equal(4, worker.Http.Count);
    }

    [Fact]
    public async Task What_was_not_scraped_yet_is_not_what_expires_from_under_a_living_one()
    {
        Call(worker, 0, Capacity);
        Call(other, 3, 1);
        await Scrape.Of(exporter);
        Call(worker, 3, 1);
        AnHourPasses();
        Call(worker, 100, 1);
        Call(other, 3, 1);
        var scrape = await Scrape.Of(exporter);
        Assert.Equal(["p100", "p3"], Sources(scrape));
        Assert.Equal(4, scrape[Name(scrape, "p3")]);

        // And on the worker on which it expired it may live again: the child they share goes on.
        Call(worker, 3, 1);
        scrape = await Scrape.Of(exporter);
        Assert.Equal(5, scrape[Name(scrape, "p3")]);
    }

    [Fact]
    public async Task Expired_and_back_between_two_scrapes_a_counter_goes_on()
    {
        Call(worker, 0, Capacity);
        await Scrape.Of(exporter);
        AnHourPasses();
        Call(worker, 100, 1);
        Call(worker, 3, 1);
        var scrape = await Scrape.Of(exporter);
        Assert.Equal(2, scrape[Name(scrape, "p3")]);
        Assert.Equal(["p100", "p3"], Sources(scrape));
    }

    [Fact]
    public void Less_than_an_hour_is_not_idle_and_nobody_is_looked_for_twice_between_sweeps()
    {
        Call(worker, 0, Capacity);
        for (var i = 0; i < 6; i++)
        {
            worker.Sweep();
        }

        Call(worker, 100, 1);
        Assert.Equal((Capacity + 1, 1), (worker.Http.Count, worker.Http.Overflowed));
        worker.Sweep();
        Call(worker, 101, 1);
        Assert.Equal(1, worker.Http.Overflowed);
    }

    [Fact]
    public void An_open_connection_keeps_its_series_and_a_slot_lets_go_of_an_expired_one()
    {
        var flow = Exchanges.Flow();
        worker.TcpOpened(flow);
        var exchange = Exchanges.Outbound();
        worker.Complete(exchange);
        Call(worker, 0, Capacity - 1);
        AnHourPasses();
        Call(worker, 100, 1);
        Assert.Equal(1, worker.Http.Count);
        worker.Complete(exchange);
        Assert.Equal(2, worker.Http.Count);
        Assert.Equal(1, worker.Http.List[1].Requests);
        Assert.Equal(1, worker.Tcp.Count);
        Assert.False(worker.Tcp.List[0].TryExpire(0));
        worker.TcpClosed(flow);
        worker.Tcp.Sweep();
        worker.Tcp.Sweep();
        Assert.True(worker.Tcp.List[0].TryExpire(1));
    }

    [Fact]
    public void The_loops_timer_sweeps()
    {
        var network = new InMemoryNetwork();
        Call(worker, 0, 1);
        worker.Attach(network.CreateLoop());
        network.Advance(TimeSpan.FromMinutes(71));
        Assert.Equal(6, worker.Http.List[0].IdleSweeps);
    }

    /// <summary>One request each from so many peers.</summary>
    void Call(WorkerTelemetry telemetry, int first, int count)
    {
        var exchange = Exchanges.Inbound();
        for (var i = first; i < first + count; i++)
        {
            var name = $"p{i}";
            if (!peers.TryGetValue(name, out var peer))
            {
                peers.Add(name, peer = Exchanges.Identity(name));
            }

            exchange.SourceWorkload = peer;
            telemetry.Complete(exchange);
        }
    }

    /// <summary>The first sweep only notes what was counted before.</summary>
    void AnHourPasses(Action? meanwhile = null)
    {
        for (var i = 0; i < 7; i++)
        {
            worker.Sweep();
            other.Sweep();
            if (i < 6)
            {
                meanwhile?.Invoke();
            }
        }
    }

    static string[] Sources(Scrape scrape) => [.. scrape.LabelsOf("istio_requests_total").Select(labels => labels["source_workload"].Replace("-v1", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    static string Name(Scrape scrape, string peer) => scrape.Names.Single(name =>
        name.StartsWith("istio_requests_total{", StringComparison.Ordinal) && name.Contains($"source_workload=\"{peer}-v1\"", StringComparison.Ordinal));
}
