namespace Mesh.Protocols.Http2.FlowControl;

/// <summary>
/// What we let the peer send, on a stream or on the connection. Always: available + received and not consumed + consumed and not yet given
/// back = size. Credit is given back in halves of the window: one WINDOW_UPDATE for many frames, and never so late that a sender which is
/// read from must pause.
/// </summary>
struct Http2ReceiveWindow(int size)
{
    /// <summary>Most that the peer may have sent without being read: the bound on what is buffered.</summary>
    public int Size { get; private set; } = size;

    /// <summary>What the peer may still send.</summary>
    public int Available { get; private set; } = size;

    /// <summary>Consumed, not yet given back.</summary>
    public int Pending { get; private set; }

    /// <summary>False if the peer sends more than it may.</summary>
    public bool TryTake(int count)
    {
        if (count > Available)
        {
            return false;
        }

        Available -= count;
        return true;
    }

    /// <summary>Bytes were consumed. Returns the increment to announce now, 0 for none.</summary>
    public int Credit(int count)
    {
        Pending += count;
        if (Pending == 0 || Pending < Size / 2)
        {
            return 0;
        }

        return Announce();
    }

    /// <summary>Widens the window; the peer is told with the next increment.</summary>
    public void Widen(int by)
    {
        Size += by;
        Pending += by;
    }

    /// <summary>All that is pending, to be announced at once.</summary>
    public int Announce()
    {
        var increment = Pending;
        Available += increment;
        Pending = 0;
        return increment;
    }
}
