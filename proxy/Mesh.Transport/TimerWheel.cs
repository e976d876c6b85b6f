namespace Mesh.Transport;

/// <summary>
/// The deadlines of one loop. Setting, moving and cancelling are O(1) and allocate nothing; resolution is <see cref="TickMilliseconds"/>. Time comes
/// from a <see cref="TimeProvider"/>, so that tests run it in virtual time.
/// </summary>
public sealed class TimerWheel
{
    public const int TickMilliseconds = 1;

    /// <summary>Milliseconds since the wheel was made, read once per turn of the loop.</summary>
    public long Now { get; private set; }

    // Set(TimerEntry entry, TimeSpan dueIn), Cancel(TimerEntry entry), bool IsSet on the entry, Advance() by the loop, NextDue for epoll_wait.
}
