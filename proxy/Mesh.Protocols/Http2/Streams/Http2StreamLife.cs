using Mesh.Protocols.Http2.Abuse;

namespace Mesh.Protocols.Http2.Streams;

/// <summary>
/// The transitions of RFC 9113 section 5.1. Each takes effect at once; the owner is told of closed streams when the session settles,
/// outside of anything that could still touch them.
/// </summary>
sealed class Http2StreamLife(Http2Session session)
{
    bool isSettling;

    public void Open(Http2Stream stream, int id)
    {
        stream.Open(id, session.PeerSettings.InitialWindowSize, session.Options.InitialStreamWindow, session.NowMilliseconds);
        session.Streams.Add(stream);
        session.Credits.StreamOpened(stream);
        session.Guard.StreamOpened();
    }

    /// <summary>Our END_STREAM was sent.</summary>
    public void EndLocal(Http2Stream stream)
    {
        session.Guard.StreamAnswered();
        if (stream.State == Http2StreamState.HalfClosedRemote)
        {
            Close(stream, Http2Ending.EndedByPeer);
        }
        else
        {
            stream.State = Http2StreamState.HalfClosedLocal;
        }
    }

    /// <summary>The peer's END_STREAM came.</summary>
    public void EndRemote(Http2Stream stream)
    {
        stream.PeerEnded = true;
        if (stream.State == Http2StreamState.HalfClosedLocal)
        {
            Close(stream, Http2Ending.EndedByPeer);
        }
        else
        {
            stream.State = Http2StreamState.HalfClosedRemote;
        }
    }

    /// <summary>The owner resets it, and need not be told.</summary>
    public void Reset(Http2Stream stream, Http2ErrorCode code)
    {
        if (stream.State != Http2StreamState.Closed)
        {
            session.Frames.WriteReset(stream.Id, code);
            Close(stream, stream.PeerEnded ? Http2Ending.EndedByPeer : Http2Ending.ResetByUs);
        }

        stream.IsReset = true;
        ReleaseRest(stream);
    }

    /// <summary>A stream error (section 5.4.2): the peer broke a rule on this stream.</summary>
    public void Fail(Http2Stream stream, Http2ErrorCode code)
    {
        Reset(stream, code);
        TellReset(stream, code, byPeer: false);
        session.Charge(Http2Abuse.MadeYouReset);
        session.ChargeAnswer();
    }

    /// <summary>The peer's RST_STREAM, or its GOAWAY.</summary>
    public void CloseByPeer(Http2Stream stream, Http2ErrorCode code)
    {
        Close(stream, Http2Ending.ResetByPeer);
        ReleaseRest(stream);
        TellReset(stream, code, byPeer: true);
    }

    /// <summary>Tells what was closed since the last time.</summary>
    public void Settle()
    {
        if (isSettling)
        {
            return;
        }

        isSettling = true;
        CloseAllIfEnded();
        while (session.Streams.NextClosed() is { } stream)
        {
            Tell(stream);
            CloseAllIfEnded();
        }

        isSettling = false;
    }

    void Tell(Http2Stream stream)
    {
        if (stream.ResetToTell)
        {
            stream.ResetToTell = false;
            session.OnReset(stream, stream.ResetCode, stream.ResetByPeer);
        }

        session.OnClosed(stream);
    }

    void CloseAllIfEnded()
    {
        while (session.IsEnded && session.Streams.Newest is { } stream)
        {
            Close(stream, Http2Ending.ResetByUs);
            ReleaseRest(stream);
            TellReset(stream, session.EndCode, byPeer: false);
        }
    }

    void Close(Http2Stream stream, Http2Ending ending)
    {
        session.Sender.Forget(stream);
        session.Credits.StreamClosed(stream);
        session.Streams.Close(stream, ending);
    }

    /// <summary>What the owner has not consumed of a reset stream it never will.</summary>
    void ReleaseRest(Http2Stream stream)
    {
        if (stream.Unconsumed > 0)
        {
            session.Credits.Consumed(stream, stream.Unconsumed);
            session.Streams.EndLinger(stream);
        }
    }

    static void TellReset(Http2Stream stream, Http2ErrorCode code, bool byPeer)
    {
        stream.IsReset = stream.ResetToTell = true;
        stream.ResetCode = code;
        stream.ResetByPeer = byPeer;
    }
}
