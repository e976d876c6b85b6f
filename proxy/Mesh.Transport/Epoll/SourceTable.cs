namespace Mesh.Transport.Epoll;

/// <summary>
/// Who is behind each number that epoll reports. A number holds a slot and its generation: an event that was reported in the same batch in which
/// its source was closed, and the slot perhaps used again, reaches nobody.
/// </summary>
internal sealed class SourceTable
{
    private IEpollSource?[] sources = new IEpollSource?[64];
    private uint[] generations = new uint[64];
    private int[] free = new int[64];
    private int freeCount;
    private int used;

    public int Count => used - freeCount;

    /// <summary>Gives <paramref name="source"/> a number.</summary>
    public ulong Add(IEpollSource source)
    {
        int slot = freeCount > 0 ? free[--freeCount] : NewSlot();
        sources[slot] = source;
        return ((ulong)generations[slot] << 32) | (uint)slot;
    }

    /// <summary>Puts another source behind the number.</summary>
    public void Replace(ulong key, IEpollSource source) => sources[SlotOf(key)] = source;

    public void Remove(ulong key)
    {
        int slot = SlotOf(key);
        sources[slot] = null;
        generations[slot]++;
        free[freeCount++] = slot;
    }

    public IEpollSource? Find(ulong key)
    {
        int slot = SlotOf(key);
        return (uint)(key >> 32) == generations[slot] ? sources[slot] : null;
    }

    /// <summary>A copy: what is called may remove itself.</summary>
    public IEpollSource[] ToArray() => sources.OfType<IEpollSource>().ToArray();

    private static int SlotOf(ulong key) => (int)(uint)key;

    private int NewSlot()
    {
        if (used == sources.Length)
        {
            int size = used * 2;
            Array.Resize(ref sources, size);
            Array.Resize(ref generations, size);
            Array.Resize(ref free, size);
        }

        return used++;
    }
}
