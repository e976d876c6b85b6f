using Mesh.Transport;

namespace Mesh.Proxy.Admin;

/// <summary>Ends a connection whose peer takes too long: to say what it wants, or to take its answer.</summary>
sealed class AdminDeadline(TransportConnection connection) : TimerEntry
{
    /// <summary>For a head, and for an answer to be taken.</summary>
    public static readonly TimeSpan Busy = TimeSpan.FromSeconds(10);

    /// <summary>Between requests.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    public void Set(TimeSpan dueIn) => connection.Loop.Timers.Set(this, dueIn);

    public void Cancel() => connection.Loop.Timers.Cancel(this);

    protected override void OnDue() => connection.Abort();
}
