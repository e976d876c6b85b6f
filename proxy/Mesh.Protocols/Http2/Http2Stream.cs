using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2.FlowControl;

namespace Mesh.Protocols.Http2;

/// <summary>
/// One stream of a session. The owner derives its exchange from it and keeps it in its own pool: it belongs to the session from
/// <c>RentStream</c> (server) or the first <c>BeginHead</c> (client) until <c>OnClosed</c>, and then may serve again, in any session of the
/// thread.
/// </summary>
public abstract class Http2Stream(Http1Head head)
{
    /// <summary>
    /// Where the session reads the request's (server) or the response's (client) head into: whole when <c>OnHead</c> or <c>OnInterim</c> is
    /// called.
    /// </summary>
    public Http1Head Head { get; } = head;

    /// <summary>0 while idle.</summary>
    public int Id { get; internal set; }

    public Http2StreamState State { get; internal set; }

    /// <summary>Why the peer's message was refused, set before <c>OnReset</c>; None if that was not the reason.</summary>
    public Http2Malformed Malformed { get; internal set; }

    /// <summary>Bytes of DATA handed over by <c>OnData</c> and not yet given to <c>Consumed</c>.</summary>
    public int Unconsumed { get; internal set; }

    /// <summary>What the peer's window lets through on this stream; negative if it shrank.</summary>
    public int SendWindow => SendCredit.Available;

    /// <summary>
    /// Since when (milliseconds of the session's clock) the peer's windows, of the stream or of the connection, let nothing through though
    /// there is something to send; -1 if not so. A peer that never opens them holds what we buffer (CVE-2016-1546): the owner puts a
    /// deadline.
    /// </summary>
    public long StalledAt { get; internal set; } = -1;

    /// <summary>The peer has ended its side properly.</summary>
    public bool HasPeerEnded => State == Http2StreamState.HalfClosedRemote || (State == Http2StreamState.Closed && PeerEnded);

    // ---- the session's own

    internal Http2SendWindow SendCredit;

    internal Http2ReceiveWindow ReceiveCredit;

    /// <summary>When the last WINDOW_UPDATE was sent.</summary>
    internal long CreditedAt;

    /// <summary>What content-length announced and did not come yet; -1 if nothing was announced.</summary>
    internal long Expected = -1;

    internal bool PeerEnded;

    /// <summary>Reset by either end: no more is told of it but that.</summary>
    internal bool IsReset;

    /// <summary>The final head came: HEADERS from now on are trailers.</summary>
    internal bool HeadReceived;

    internal int InterimHeads;

    /// <summary>Client: HEAD, whose answer has no content.</summary>
    internal bool IsHeadRequest;

    /// <summary>CONNECT, plain or extended: only DATA may follow (RFC 9113 section 8.5).</summary>
    internal bool IsConnect;

    /// <summary>SendData was cut short by the stream's own window.</summary>
    internal bool AwaitsStreamWindow;

    /// <summary>A reset that the owner is still to be told of.</summary>
    internal bool ResetToTell;

    internal Http2ErrorCode ResetCode;

    internal bool ResetByPeer;

    // Links of Http2StreamList and Http2StreamQueue.

    internal Http2Stream? Older;

    internal Http2Stream? Newer;

    internal Http2Stream? QueuedBefore;

    internal Http2Stream? QueuedAfter;

    internal bool IsQueued;

    internal void Open(int id, int sendWindow, int receiveWindow, long now)
    {
        Id = id;
        State = Http2StreamState.Open;
        SendCredit = new(sendWindow);
        ReceiveCredit = new(receiveWindow);
        CreditedAt = now;
        StalledAt = -1;
        Expected = -1;
        Unconsumed = InterimHeads = 0;
        PeerEnded = IsReset = HeadReceived = IsHeadRequest = IsConnect = AwaitsStreamWindow = ResetToTell = false;
        Malformed = Http2Malformed.None;
    }
}
