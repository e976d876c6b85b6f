using Mesh.Proxy.Listeners;
using Mesh.Proxy.Telemetry.Logging;
using Mesh.Transport;

namespace Mesh.Proxy.Hosting;

/// <summary>
/// One of a gateway's addresses on one worker. What cannot be bound now is tried again, less and less often: another process may leave the port, an
/// address may come. Members are for the worker's loop; <see cref="IsBound"/> and <see cref="Failure"/> may be read by others.
/// </summary>
sealed class GatewayBinding(WorkerListeners listeners, ListenerSpec spec) : TimerEntry
{
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    TimeSpan retry = FirstRetry;
    volatile bool isBound;
    volatile string? failure;

    public ListenerSpec Spec => spec;

    public EventLoop Loop => listeners.Loop;

    public bool IsBound => isBound;

    /// <summary>Why it could not be bound when that was last tried; null: it is bound, or not tried yet.</summary>
    public string? Failure => failure;

    public void Open()
    {
        try
        {
            listeners.Add(spec);
            failure = null;
            isBound = true;
        }
        catch (TransportException exception)
        {
            failure = exception.Message;
            Log.Write(LogArea.Listeners, LogLevel.Error, $"{spec.Name}: {exception.Message} Tried again in {retry.TotalSeconds:0} s.");
            Loop.Timers.Set(this, retry);
            retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
        }
    }

    public void Close()
    {
        Loop.Timers.Cancel(this);
        listeners.Remove(spec);
    }

    /// <summary>Who is leaving opens nothing any more.</summary>
    protected override void OnDue()
    {
        if (!listeners.IsDraining)
        {
            Open();
        }
    }
}
