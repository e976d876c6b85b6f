using System.Buffers;
using Mesh.Protocols.Http2.Abuse;
using Mesh.Protocols.Http2.Frames;
using Mesh.Protocols.Http2.Streams;

namespace Mesh.Protocols.Http2.Receiving;

/// <summary>
/// DATA (RFC 9113 section 6.1). The whole frame, padding included, is charged to both windows when its header comes; what no stream takes
/// goes back to the connection's window at once.
/// </summary>
sealed class Http2DataReceiver(Http2Session session)
{
    Http2FrameHeader header;

    /// <summary>The stream that takes the content; null: it is dropped.</summary>
    Http2Stream? target;

    /// <summary>Bytes of content still to come.</summary>
    public int Remaining { get; private set; }

    public void Begin(in Http2FrameHeader frame, int padding)
    {
        header = frame;
        target = null;
        var overhead = Http2FrameRules.PrefixLength(frame) + padding;
        Remaining = frame.Length - overhead;
        if (Remaining < 0)
        {
            session.Fail(Http2ErrorCode.ProtocolError, "http2.invalid_padding");
            return;
        }

        if (session.Streams.IsIdle(frame.StreamId))
        {
            session.Fail(Http2ErrorCode.ProtocolError, "http2.data_on_idle_stream");
            return;
        }

        if (!session.Credits.TryTakeConnection(frame.Length))
        {
            session.Fail(Http2ErrorCode.FlowControlError, "http2.connection_window_exceeded");
            return;
        }

        target = Accept(session.Streams.Find(frame.StreamId));
        GiveBackPadding(overhead);
        ChargeWaste(overhead);
    }

    public void OnPiece(in ReadOnlySequence<byte> piece)
    {
        var length = (int)piece.Length;
        Remaining -= length;
        if (IsTargetAlive)
        {
            target!.Unconsumed += length;
            session.OnData(target, piece);
        }
        else
        {
            session.Credits.GiveBackConnection(length);
        }
    }

    /// <summary>All content has come.</summary>
    public void End()
    {
        if (header.EndStream && IsTargetAlive)
        {
            var stream = target!;
            session.Life.EndRemote(stream);
            session.OnEnd(stream);
        }

        target = null;
    }

    /// <summary>A hook may have reset it, and its owner may have used the object for another stream.</summary>
    bool IsTargetAlive => target is not null && !session.IsEnded && target.Id == header.StreamId && target.State != Http2StreamState.Closed;

    /// <summary>The stream, if it may take the frame.</summary>
    Http2Stream? Accept(Http2Stream? stream)
    {
        if (stream is null)
        {
            RefuseClosed();
            return null;
        }

        var code = Judge(stream);
        if (code != Http2ErrorCode.NoError)
        {
            session.Life.Fail(stream, code);
            return null;
        }

        return stream;
    }

    Http2ErrorCode Judge(Http2Stream stream)
    {
        if (stream.State == Http2StreamState.HalfClosedRemote)
        {
            return Http2ErrorCode.StreamClosed;
        }

        if (!stream.HeadReceived)
        {
            return Http2ErrorCode.ProtocolError;
        }

        if (!stream.ReceiveCredit.TryTake(header.Length))
        {
            return Http2ErrorCode.FlowControlError;
        }

        if (KeepsContentLength(stream))
        {
            return Http2ErrorCode.NoError;
        }

        stream.Malformed = Http2Malformed.ContentLengthMismatch;
        return Http2ErrorCode.ProtocolError;
    }

    /// <summary>content-length must be the sum of all DATA (section 8.1.1), or two readers would frame the message differently.</summary>
    bool KeepsContentLength(Http2Stream stream)
    {
        if (stream.Expected < 0)
        {
            return true;
        }

        stream.Expected -= Remaining;
        return stream.Expected >= 0 && (!header.EndStream || stream.Expected == 0);
    }

    void RefuseClosed()
    {
        if (session.Streams.EndingOf(header.StreamId) is Http2Ending.EndedByPeer or Http2Ending.ResetByPeer)
        {
            session.Fail(Http2ErrorCode.StreamClosed, "http2.data_on_closed_stream");
        }
        else if (!session.Farewell.Ignores(header.StreamId))
        {
            session.Charge(Http2Abuse.ClosedStreamFrames);
        }
    }

    void GiveBackPadding(int overhead)
    {
        if (overhead == 0 || session.IsEnded)
        {
            return;
        }

        if (target is null)
        {
            session.Credits.GiveBackConnection(overhead);
        }
        else
        {
            session.Credits.GiveBack(target, overhead);
        }
    }

    void ChargeWaste(int overhead)
    {
        session.Guard.DataReceived(Remaining);
        if (overhead > 0 && !session.IsEnded)
        {
            session.Charge(Http2Abuse.PaddingWaste, overhead);
        }

        if (Remaining == 0 && !header.EndStream && !session.IsEnded)
        {
            session.Charge(Http2Abuse.EmptyFrames);
        }
    }
}
