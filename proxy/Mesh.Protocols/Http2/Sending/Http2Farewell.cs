using Mesh.Protocols.Http2.Frames;

namespace Mesh.Protocols.Http2.Sending;

/// <summary>
/// GOAWAY, ours and the peer's (RFC 9113 section 6.8). Ours takes two steps: requests that were sent before the client read the first one
/// arrive before its answer to our PING, and are served; only then is the last stream named.
/// </summary>
sealed class Http2Farewell(Http2Session session)
{
    int peerLastStreamId = int.MaxValue;
    int? lastStreamId;

    public bool IsDraining { get; private set; }

    public bool IsPeerGoingAway { get; private set; }

    public bool IsDrained => session.Streams.Active == 0
        && (session.Role == Http2Role.Client ? IsDraining || IsPeerGoingAway || !session.Streams.HasIdsLeft : lastStreamId is not null);

    /// <summary>For GOAWAY: the last stream of the peer that we act on. A server opens none, so a client names 0.</summary>
    public int LastStreamId => lastStreamId ?? session.Streams.HighestPeerId;

    /// <summary>Server: a stream that the final GOAWAY left out.</summary>
    public bool Ignores(int streamId) => streamId > (lastStreamId ?? int.MaxValue);

    public void Drain()
    {
        if (IsDraining || session.IsEnded)
        {
            return;
        }

        IsDraining = true;
        if (session.Role == Http2Role.Server)
        {
            session.Frames.WriteGoAway(int.MaxValue, Http2ErrorCode.NoError, "drain");
            session.Frames.WritePing(Http2PingTag.Drain.With(0), ack: false);
        }
    }

    /// <summary>The PING between the two came back.</summary>
    public void OnRoundTrip()
    {
        if (IsDraining && lastStreamId is null && session.Role == Http2Role.Server)
        {
            lastStreamId = session.Streams.HighestPeerId;
            session.Frames.WriteGoAway(LastStreamId, Http2ErrorCode.NoError, "drain");
        }
    }

    public void OnGoAway(int lastStream, Http2ErrorCode code)
    {
        if (lastStream > peerLastStreamId)
        {
            session.Fail(Http2ErrorCode.ProtocolError, "http2.goaway_last_stream_grew");
            return;
        }

        peerLastStreamId = lastStream;
        IsPeerGoingAway = true;
        session.OnGoAway(lastStream, code);
        while (session.Role == Http2Role.Client && session.Streams.Newest is { } stream && stream.Id > lastStream)
        {
            session.Life.CloseByPeer(stream, Http2ErrorCode.RefusedStream);
        }
    }
}
