namespace Mesh.Transport;

/// <summary>A deadline: embedded in (or owned by) what it guards, set and cancelled many times, never allocated per use.</summary>
public abstract class TimerEntry
{
    /// <summary>Called on the loop's thread when the deadline has passed. The entry is unset then, and may be set again from here.</summary>
    protected internal abstract void OnDue();
}
