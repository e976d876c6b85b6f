namespace Mesh.Protocols.Http2.Streams;

/// <summary>
/// Streams by identifier: open addressing with linear probing. Identifiers are odd and grow by two, so half of one is a hash that fills
/// slots in order. The peer cannot choose its way to collisions: within one table's size of identifiers there are none.
/// </summary>
sealed class Http2StreamTable
{
    Http2Stream?[] slots = new Http2Stream?[8];

    public int Count { get; private set; }

    public Http2Stream? Find(int id)
    {
        for (var i = HomeOf(id); slots[i] is { } stream; i = After(i))
        {
            if (stream.Id == id)
            {
                return stream;
            }
        }

        return null;
    }

    public void Add(Http2Stream stream)
    {
        if (Count * 2 >= slots.Length)
        {
            Grow();
        }

        Place(stream);
        Count++;
    }

    public void Remove(int id)
    {
        var gap = HomeOf(id);
        while (slots[gap]!.Id != id)
        {
            gap = After(gap);
        }

        Count--;
        CloseGap(gap);
    }

    /// <summary>Moves back what probed past the gap, so that no search ends at it too early.</summary>
    void CloseGap(int gap)
    {
        for (var i = After(gap); slots[i] is { } stream; i = After(i))
        {
            var home = HomeOf(stream.Id);
            if (((i - home) & Mask) >= ((i - gap) & Mask))
            {
                slots[gap] = stream;
                gap = i;
            }
        }

        slots[gap] = null;
    }

    void Grow()
    {
        var old = slots;
        slots = new Http2Stream?[old.Length * 2];
        foreach (var stream in old)
        {
            if (stream is not null)
            {
                Place(stream);
            }
        }
    }

    void Place(Http2Stream stream)
    {
        var i = HomeOf(stream.Id);
        while (slots[i] is not null)
        {
            i = After(i);
        }

        slots[i] = stream;
    }

    int Mask => slots.Length - 1;

    int HomeOf(int id) => (id >> 1) & Mask;

    int After(int index) => (index + 1) & Mask;
}
