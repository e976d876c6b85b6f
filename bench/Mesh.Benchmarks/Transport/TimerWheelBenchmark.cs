using BenchmarkDotNet.Attributes;
using Mesh.Testing.InMemory;
using Mesh.Transport;

namespace Mesh.Benchmarks.Transport;

/// <summary>Deadlines as connections use them, with 10,000 others set.</summary>
[BenchmarkCategory(AllocationGate.PerRequest)]
public class TimerWheelBenchmark
{
    const int Others = 10_000;

    static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(60);
    static readonly TimeSpan IdleTimeout = TimeSpan.FromHours(1);

    readonly VirtualTime time = new();
    readonly CountedTimer idle = new();
    readonly CountedTimer head = new();
    readonly CountedTimer soon = new();
    TimerWheel wheel = null!;

    [GlobalSetup]
    public void Check()
    {
        wheel = new TimerWheel(time);
        for (var i = 0; i < Others; i++)
        {
            // Later than anything that is measured here lets pass.
            wheel.Set(new CountedTimer(), TimeSpan.FromDays(10) + TimeSpan.FromMilliseconds(i));
        }

        Push_ahead();
        Answer.MustBe(true, idle.IsSet);
        Set_and_cancel();
        Answer.MustBe(false, head.IsSet);
        Answer.MustBe(1, Set_and_come_due());
    }

    /// <summary>What every request does to its connection's idle timer.</summary>
    [Benchmark]
    public void Push_ahead() => wheel.Set(idle, IdleTimeout);

    [Benchmark]
    public void Set_and_cancel()
    {
        wheel.Set(head, HeadTimeout);
        wheel.Cancel(head);
    }

    [Benchmark]
    public int Set_and_come_due()
    {
        wheel.Set(soon, Soon);
        time.Advance(Soon);
        wheel.Advance();
        return soon.Times;
    }
}
