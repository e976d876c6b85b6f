using Mesh.Proxy.Telemetry.AccessLogs;
using Mesh.Transport;

namespace Mesh.Proxy.Telemetry;

/// <summary>The deadline that hands over a worker's log lines when they get old. Set only while lines wait, so an idle worker sleeps.</summary>
sealed class AccessLogFlush(WorkerAccessLog? log) : TimerEntry
{
    TimerWheel? timers;

    public void Attach(TimerWheel wheel) => timers = wheel;

    /// <summary>Called after each line; does something after the first one.</summary>
    public void Arm()
    {
        if (timers is not null && log is { HasLines: true } && !IsSet)
        {
            timers.Set(this, WorkerAccessLog.FlushInterval);
        }
    }

    protected override void OnDue() => log?.Flush();
}
