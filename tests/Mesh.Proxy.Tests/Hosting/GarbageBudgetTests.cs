using Mesh.Proxy.Hosting;
using Mesh.Testing.InMemory;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Hosting;

public class GarbageBudgetTests
{
    const long Megabyte = 1024 * 1024;

    readonly VirtualTime time = new();
    readonly TimerWheel timers;
    long allocated;
    int collections;
    int forced;

    public GarbageBudgetTests()
    {
        timers = new TimerWheel(time);
        new GarbageBudget(timers, () => allocated, () => collections, Collect).Start();
    }

    [Fact]
    public void Little_garbage_is_left_alone()
    {
        allocated = 3 * Megabyte;
        Pass(seconds: 10);
        Assert.Equal(0, forced);
    }

    [Fact]
    public void Garbage_over_the_budget_is_collected_once()
    {
        allocated = 5 * Megabyte;
        Pass(seconds: 10);
        Assert.Equal(1, forced);
    }

    [Fact]
    public void What_the_runtime_collected_itself_counts_no_more()
    {
        allocated = 5 * Megabyte;
        collections = 1;
        Pass(seconds: 10);
        allocated = 8 * Megabyte;
        Pass(seconds: 10);
        Assert.Equal(0, forced);
    }

    void Collect()
    {
        forced++;
        collections++;
    }

    void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            timers.Advance();
        }
    }
}
