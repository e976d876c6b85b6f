namespace Mesh.Transport;

/// <summary>A deadline: embedded in (or owned by) what it guards, set and cancelled many times, never allocated per use.</summary>
public abstract class TimerEntry
{
    /// <summary>True between <see cref="TimerWheel.Set"/> and the deadline or <see cref="TimerWheel.Cancel"/>.</summary>
    public bool IsSet => Slot >= 0;

    /// <summary>When it is due, in the wheel's milliseconds; meaningless while it is not set.</summary>
    public long DueAt { get; internal set; }

    /// <summary>Where the wheel keeps it: level and slot in one number, or -1.</summary>
    internal int Slot { get; set; } = -1;

    /// <summary>The time for which it sits in its slot: not later than <see cref="DueAt"/>.</summary>
    internal long Position { get; set; }

    internal TimerEntry? Next { get; set; }

    internal TimerEntry? Previous { get; set; }

    /// <summary>Called on the loop's thread when the deadline has passed. The entry is unset then, and may be set again from here.</summary>
    protected internal abstract void OnDue();
}
