namespace Mesh.Protocols.Http2.FlowControl;

/// <summary>
/// What we let the peer send, on a stream or on the connection. Always: available + received and not consumed + consumed and not yet given
/// back = size.
/// </summary>
struct Http2ReceiveWindow(int size)
{
    /// <summary>Less is not worth a frame: a reader in small sips must not make a sender of small frames (silly window).</summary>
    const int WorthAnnouncing = 16 * 1024;

    /// <summary>Most that the peer may have sent without being read: the bound on what is buffered.</summary>
    public int Size { get; private set; } = size;

    /// <summary>What the peer may still send.</summary>
    public int Available { get; private set; } = size;

    /// <summary>Consumed, not yet given back.</summary>
    public int Pending { get; private set; }

    /// <summary>
    /// Half of what moves: one WINDOW_UPDATE for many frames, and never so late that a sender which is read from must pause. What is
    /// received and not read does not move, so that on the connection streams that are not read cannot keep the credit of the others back.
    /// </summary>
    public readonly bool IsDue => Pending >= Available && Pending >= Math.Min(WorthAnnouncing, Size / 4);

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

    public void Credit(int count) => Pending += count;

    /// <summary>Widens the window; the peer is told with the next increment.</summary>
    public void Widen(int by)
    {
        Size += by;
        Pending += by;
    }

    /// <summary>Gives back all that is pending: the increment to send.</summary>
    public int Announce()
    {
        var increment = Pending;
        Available += increment;
        Pending = 0;
        return increment;
    }
}
