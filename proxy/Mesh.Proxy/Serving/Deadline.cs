using Mesh.Transport;

namespace Mesh.Proxy.Serving;

/// <summary>
/// The one deadline of its owner at a time, with its reason. Lifting it leaves the timer where it is: a later deadline is then one store, as the wheel
/// moves entries lazily, and a timer that fires for nothing is cheaper than one that is taken out with each request.
/// </summary>
sealed class Deadline(TimerWheel timers, IDeadlineOwner owner) : TimerEntry
{
    public DeadlineReason Reason { get; private set; }

    /// <summary>A time-out of zero means none.</summary>
    public void Set(DeadlineReason reason, TimeSpan timeout)
    {
        if (timeout == TimeSpan.Zero)
        {
            Reason = DeadlineReason.None;
            return;
        }

        Reason = reason;
        timers.Set(this, timeout);
    }

    public void Lift() => Reason = DeadlineReason.None;

    /// <summary>The owner is done for good: the wheel must not hold it any longer.</summary>
    public void Remove()
    {
        Reason = DeadlineReason.None;
        timers.Cancel(this);
    }

    protected override void OnDue()
    {
        var reason = Reason;
        Reason = DeadlineReason.None;
        if (reason != DeadlineReason.None)
        {
            owner.OnDeadline(reason);
        }
    }
}
