using Mesh.Transport.Epoll;

namespace Mesh.Proxy.Tests.Harness;

/// <summary>What a loop's thread has allocated since it began, asked in a way that itself allocates nothing there.</summary>
sealed class LoopAllocations : IDisposable
{
    readonly ManualResetEventSlim done = new();
    long value;

    public static long Of(EpollLoop loop)
    {
        using var reading = new LoopAllocations();
        loop.Schedule(static state => ((LoopAllocations)state!).Take(), reading);
        reading.done.Wait();
        return reading.value;
    }

    public void Dispose() => done.Dispose();

    void Take()
    {
        value = GC.GetAllocatedBytesForCurrentThread();
        done.Set();
    }
}
