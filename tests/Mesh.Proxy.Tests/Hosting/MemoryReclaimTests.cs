using Mesh.Proxy.Hosting;
using Mesh.Testing.InMemory;
using Xunit;

namespace Mesh.Proxy.Tests.Hosting;

public sealed class MemoryReclaimTests
{
    readonly InMemoryLoop loop = new InMemoryNetwork().CreateLoop();
    int collections;
    long rented;

    [Fact]
    public void Little_garbage_is_left_alone()
    {
        Reclaim().Add(MemoryReclaim.WorthCollecting - 1);
        loop.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, collections);
    }

    [Fact]
    public void A_collection_waits_for_a_quiet_moment()
    {
        rented = 1000;
        Reclaim().Add(MemoryReclaim.WorthCollecting);
        loop.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, collections);
        rented = 0;
        loop.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, collections);
    }

    [Fact]
    public void Bursts_without_end_cause_one_collection_a_minute()
    {
        var reclaim = Reclaim();
        for (var second = 0; second < 600; second++)
        {
            reclaim.Add(MemoryReclaim.WorthCollecting);
            loop.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(collections, 5, 10);
    }

    MemoryReclaim Reclaim() => new(loop, () => rented, () => collections++);
}
