using System.Numerics;

namespace Mesh.Transport;

/// <summary>
/// The deadlines of one loop. Setting, moving and cancelling are O(1) and allocate nothing; resolution is <see cref="TickMilliseconds"/>. Time comes
/// from a <see cref="TimeProvider"/>, so that tests run it in virtual time.
/// </summary>
/// <remarks>
/// Six levels of 64 slots: a slot of level n spans 64^n ticks. An entry lies at the level of the highest digit (base 64) in which its time differs
/// from the wheel's, and sinks a level each time the wheel turns into its slot. A deadline that is moved to later stays in its slot until the
/// wheel gets there: idle timers that every request pushes ahead are one store each.
/// </remarks>
public sealed class TimerWheel
{
    public const int TickMilliseconds = 1;

    private const int Bits = 6;
    private const int Slots = 1 << Bits;
    private const int Levels = 6;
    private const long Horizon = 1L << (Bits * Levels);

    private readonly TimeProvider time;
    private readonly long origin;
    private readonly TimerEntry?[] heads = new TimerEntry?[Levels * Slots];
    private readonly ulong[] occupied = new ulong[Levels];
    private long elapsed;

    public TimerWheel(TimeProvider time)
    {
        this.time = time;
        origin = time.GetTimestamp();
    }

    public TimeProvider Time => time;

    /// <summary>Milliseconds since the wheel was made, read once per turn of the loop.</summary>
    public long Now { get; private set; }

    /// <summary>
    /// When <see cref="Advance"/> has to be called next, in the milliseconds of <see cref="Now"/>; <see cref="long.MaxValue"/> if nothing is set. It
    /// may be before the first deadline, never after it.
    /// </summary>
    public long NextDue
    {
        get
        {
            int level = NextLevel();
            return level < 0 ? long.MaxValue : SlotTime(level, NextSlot(level));
        }
    }

    /// <summary>Makes <paramref name="entry"/> due <paramref name="dueIn"/> from <see cref="Now"/>, rounded up to a tick and at least one; moves it if it is set.</summary>
    public void Set(TimerEntry entry, TimeSpan dueIn)
    {
        long ticks = (dueIn.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        long due = Now + Math.Clamp(ticks, 1, Horizon / 2);
        entry.DueAt = due;
        if (entry.IsSet)
        {
            if (entry.Position <= due)
            {
                return;
            }

            Remove(entry);
        }

        Insert(entry);
    }

    /// <summary>Unsets <paramref name="entry"/>; nothing happens if it is not set.</summary>
    public void Cancel(TimerEntry entry)
    {
        if (entry.IsSet)
        {
            Remove(entry);
        }
    }

    /// <summary>Reads the clock and calls what is due, earliest first.</summary>
    public void Advance()
    {
        Refresh();
        while (true)
        {
            int level = NextLevel();
            if (level < 0)
            {
                break;
            }

            int slot = NextSlot(level);
            long time = SlotTime(level, slot);
            if (time > Now)
            {
                break;
            }

            elapsed = Math.Max(elapsed, time);
            Empty((level * Slots) + slot);
        }

        elapsed = Math.Max(elapsed, Now);
    }

    /// <summary>Reads the clock only: the loop's first act after it slept.</summary>
    internal void Refresh() => Now = Math.Max(Now, time.GetElapsedTime(origin).Ticks / TimeSpan.TicksPerMillisecond);

    /// <summary>Milliseconds that epoll_wait may sleep; -1 for ever.</summary>
    internal int MillisecondsToSleep()
    {
        long next = NextDue;
        return next == long.MaxValue ? -1 : (int)Math.Clamp(next - Now, 0, int.MaxValue);
    }

    private void Empty(int slot)
    {
        while (heads[slot] is { } entry)
        {
            Remove(entry);
            if (entry.DueAt <= elapsed)
            {
                entry.OnDue();
            }
            else
            {
                Insert(entry);
            }
        }
    }

    private int NextLevel()
    {
        for (int level = 0; level < Levels; level++)
        {
            if (occupied[level] != 0)
            {
                return level;
            }
        }

        return -1;
    }

    /// <summary>The first occupied slot of a level in the wheel's order of time.</summary>
    private int NextSlot(int level)
    {
        int current = (int)(elapsed >> (Bits * level)) & (Slots - 1);
        return (BitOperations.TrailingZeroCount(BitOperations.RotateRight(occupied[level], current)) + current) & (Slots - 1);
    }

    /// <summary>When the wheel turns into the slot.</summary>
    private long SlotTime(int level, int slot)
    {
        int shift = Bits * level;
        long lap = elapsed >> (shift + Bits) << (shift + Bits);
        long time = lap + ((long)slot << shift);
        // Only the top level wraps: elsewhere an entry's higher digits are the wheel's.
        return time < elapsed && slot < ((elapsed >> shift) & (Slots - 1)) ? time + (1L << (shift + Bits)) : time;
    }

    private void Insert(TimerEntry entry)
    {
        long position = Math.Max(entry.DueAt, elapsed + 1);
        int level = Math.Min((63 - BitOperations.LeadingZeroCount((ulong)(position ^ elapsed) | (Slots - 1))) / Bits, Levels - 1);
        int slot = (level * Slots) + ((int)(position >> (Bits * level)) & (Slots - 1));
        entry.Position = position;
        entry.Slot = slot;
        Append(ref heads[slot], entry);
        occupied[level] |= 1UL << (slot & (Slots - 1));
    }

    private void Remove(TimerEntry entry)
    {
        int slot = entry.Slot;
        if (ReferenceEquals(entry.Next, entry))
        {
            heads[slot] = null;
            occupied[slot / Slots] &= ~(1UL << (slot & (Slots - 1)));
        }
        else
        {
            entry.Previous!.Next = entry.Next;
            entry.Next!.Previous = entry.Previous;
            if (ReferenceEquals(heads[slot], entry))
            {
                heads[slot] = entry.Next;
            }
        }

        entry.Next = null;
        entry.Previous = null;
        entry.Slot = -1;
    }

    /// <summary>At the end of a ring, so that those of one tick come in the order in which they were set.</summary>
    private static void Append(ref TimerEntry? head, TimerEntry entry)
    {
        if (head is null)
        {
            entry.Next = entry;
            entry.Previous = entry;
            head = entry;
            return;
        }

        TimerEntry last = head.Previous!;
        entry.Previous = last;
        entry.Next = head;
        last.Next = entry;
        head.Previous = entry;
    }
}
