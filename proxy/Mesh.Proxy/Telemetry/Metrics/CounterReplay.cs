using Prometheus;

namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>Moves what was counted since the last scrape into a prometheus-net counter that several workers' series may share.</summary>
sealed class CounterReplay(Func<long> read, Counter.Child target)
{
    long moved;

    public void Move()
    {
        var now = read();
        if (now > moved)
        {
            target.Inc(now - moved);
            moved = now;
        }
    }
}
