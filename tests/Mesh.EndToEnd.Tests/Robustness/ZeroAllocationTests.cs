using Mesh.EndToEnd.Tests.Harness;
using Mesh.EndToEnd.Tests.Robustness.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness;

/// <summary>The real process, in steady state, with metrics and the access log on.</summary>
public sealed class ZeroAllocationTests(ITestOutputHelper output)
{
    const int Connections = 16;
    const int Requests = 50_000;

    [Fact]
    public async Task Fifty_thousand_requests_allocate_nothing()
    {
        await using var backend = ScriptedBackend.StartGood();
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { LogsAccess = true });
        await using var load = await SteadyLoad.StartAsync(gateway.Port, Connections);
        await load.RunAsync(20_000);
        // Reading costs something itself: what two readings in a row differ by.
        await gateway.AllocatedAsync();
        var first = await gateway.AllocatedAsync();
        var before = await gateway.AllocatedAsync();
        var reading = before - first;
        await load.RunAsync(Requests);
        var allocated = await gateway.AllocatedAsync() - before - reading;
        output.WriteLine($"{allocated} bytes allocated in {Requests} requests; a reading itself costs {reading}");
        // The runtime counts in pieces of 8 KB that it hands to threads; a request that allocated its smallest object would show as 24 * 50,000.
        Assert.InRange(allocated, long.MinValue, 64 * 1024);
        Assert.Equal(70_000, await gateway.MetricAsync("istio_requests_total"));
        await Eventually.Get("every request in the log", () => Task.FromResult(File.ReadLines(gateway.AccessLogPath).Count()), count => count == 70_000);
    }
}
