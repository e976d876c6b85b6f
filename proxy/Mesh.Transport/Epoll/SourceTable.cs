namespace Mesh.Transport.Epoll;

/// <summary>
/// Who is behind each number that epoll reports. A number holds a slot and its generation: an event that was reported in the same batch in which
/// its source was closed, and the slot perhaps used again, reaches nobody.
/// </summary>
internal sealed class SourceTable
{
    private IEpollSource?[] _sources = new IEpollSource?[64];
    private uint[] _generations = new uint[64];
    private int[] _free = new int[64];
    private int _freeCount;
    private int _used;

    public int Count => _used - _freeCount;

    /// <summary>Gives <paramref name="source"/> a number.</summary>
    public ulong Add(IEpollSource source)
    {
        int slot = _freeCount > 0 ? _free[--_freeCount] : NewSlot();
        _sources[slot] = source;
        return ((ulong)_generations[slot] << 32) | (uint)slot;
    }

    /// <summary>Puts another source behind the number.</summary>
    public void Replace(ulong key, IEpollSource source) => _sources[SlotOf(key)] = source;

    public void Remove(ulong key)
    {
        int slot = SlotOf(key);
        _sources[slot] = null;
        _generations[slot]++;
        _free[_freeCount++] = slot;
    }

    public IEpollSource? Find(ulong key)
    {
        int slot = SlotOf(key);
        return (uint)(key >> 32) == _generations[slot] ? _sources[slot] : null;
    }

    /// <summary>A copy: what is called may remove itself.</summary>
    public IEpollSource[] ToArray() => _sources.OfType<IEpollSource>().ToArray();

    private static int SlotOf(ulong key) => (int)(uint)key;

    private int NewSlot()
    {
        if (_used == _sources.Length)
        {
            int size = _used * 2;
            Array.Resize(ref _sources, size);
            Array.Resize(ref _generations, size);
            Array.Resize(ref _free, size);
        }

        return _used++;
    }
}
