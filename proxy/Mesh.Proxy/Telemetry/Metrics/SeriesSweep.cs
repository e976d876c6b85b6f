using Mesh.Transport;

namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>Lets a worker's series grow old.</summary>
sealed class SeriesSweep(Action sweep) : TimerEntry
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    TimerWheel? timers;

    public void Attach(TimerWheel wheel)
    {
        timers = wheel;
        timers.Set(this, Interval);
    }

    protected override void OnDue()
    {
        timers!.Set(this, Interval);
        sweep();
    }
}
