namespace Mesh.Protocols.Http2.FlowControl;

/// <summary>
/// What we let the peer send: charges DATA when its header comes, gives credit back as the owner consumes, and widens the windows of
/// streams that fill them. The sum of the streams' windows is widened only within the connection's, so one that is read is never held up by
/// those that are not.
/// </summary>
sealed class Http2Credits(Http2Session session)
{
    /// <summary>Padding counts against the window too: a sender that pads its last frame must not wait for credit that never comes.</summary>
    const int RoomForPadding = 1024;

    Http2ReceiveWindow connection = new(Http2SendWindow.Default);
    long granted;

    public Http2RoundTrip RoundTrip { get; } = new(session.Frames);

    public int ConnectionAvailable => connection.Available;

    public int ConnectionPending => connection.Pending;

    /// <summary>The connection's window begins at 65,535 and SETTINGS cannot change it: section 6.9.2.</summary>
    public void Start()
    {
        connection.Widen(Math.Max(0, session.Options.ConnectionWindow - connection.Size));
        if (connection.Pending > 0)
        {
            session.Frames.WriteWindowUpdate(0, connection.Announce());
        }
    }

    public bool TryTakeConnection(int count) => connection.TryTake(count);

    public void StreamOpened(Http2Stream stream) => granted += stream.ReceiveCredit.Size;

    public void StreamClosed(Http2Stream stream) => granted -= stream.ReceiveCredit.Size;

    /// <summary>Bytes handed to the owner were consumed.</summary>
    public void Consumed(Http2Stream stream, int count)
    {
        stream.Unconsumed -= count;
        GiveBack(stream, count);
    }

    /// <summary>Bytes of a stream that count against both windows: consumed ones, and padding, which nobody has to consume.</summary>
    public void GiveBack(Http2Stream stream, int count)
    {
        GiveBackConnection(count);
        stream.ReceiveCredit.Credit(count);
        if (MayStillReceive(stream) && stream.ReceiveCredit.IsDue)
        {
            Announce(stream);
        }
    }

    /// <summary>Bytes that no stream takes.</summary>
    public void GiveBackConnection(int count)
    {
        connection.Credit(count);
        if (!session.IsEnded && connection.IsDue)
        {
            session.Frames.WriteWindowUpdate(0, connection.Announce());
        }
    }

    /// <summary>A stream whose content-length fits the window needs no more credit.</summary>
    bool MayStillReceive(Http2Stream stream) =>
        !session.IsEnded
        && stream.State is Http2StreamState.Open or Http2StreamState.HalfClosedLocal
        && (stream.Expected < 0 || stream.Expected + RoomForPadding > stream.ReceiveCredit.Available);

    void Announce(Http2Stream stream)
    {
        var now = session.NowMilliseconds;
        RoundTrip.Probe(now);
        if (FillsItsWindow(stream, now))
        {
            Widen(stream);
        }

        stream.CreditedAt = now;
        session.Frames.WriteWindowUpdate(stream.Id, stream.ReceiveCredit.Announce());
    }

    /// <summary>
    /// Half a window was sent and read within a round trip: the window is what limits this stream. One millisecond more, the clock's grain.
    /// </summary>
    bool FillsItsWindow(Http2Stream stream, long now) =>
        RoundTrip.Milliseconds >= 0
        && now - stream.CreditedAt <= RoundTrip.Milliseconds + 1
        && stream.Unconsumed <= stream.ReceiveCredit.Size / 2;

    void Widen(Http2Stream stream)
    {
        var size = stream.ReceiveCredit.Size;
        var by = Math.Min(size, session.Options.MaxStreamWindow - size);
        if (by > 0 && granted + by <= connection.Size)
        {
            stream.ReceiveCredit.Widen(by);
            granted += by;
        }
    }
}
