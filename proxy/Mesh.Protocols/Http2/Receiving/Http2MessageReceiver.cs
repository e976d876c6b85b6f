using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2.Abuse;
using Mesh.Protocols.Http2.Hpack;
using Mesh.Protocols.Http2.Streams;

namespace Mesh.Protocols.Http2.Receiving;

/// <summary>
/// Whole field blocks to heads and trailers (RFC 9113 section 8.1). Every block is decoded, whatever becomes of it: the tables of both ends
/// must stay in step.
/// </summary>
sealed class Http2MessageReceiver(Http2Session session)
{
    const int LingeringAllowed = 100;

    readonly Http2HeadReader reader = session.Shared.Heads;
    readonly HpackDecoder decoder = new(session.Options.HeaderTableSize);

    Http1Head Scratch => session.Shared.Trailers;

    public void OnBlock(int id, ReadOnlySpan<byte> block, bool endStream, bool dependsOnItself)
    {
        if (session.IsEnded)
        {
            return;
        }

        if (session.Streams.Find(id) is { } stream)
        {
            OnKnown(stream, block, endStream, dependsOnItself);
        }
        else if (session.Streams.IsIdle(id))
        {
            OnNew(id, block, endStream, dependsOnItself);
        }
        else if (Discard(block))
        {
            OnClosed(id);
        }
    }

    // ---- new streams: a server's

    void OnNew(int id, ReadOnlySpan<byte> block, bool endStream, bool dependsOnItself)
    {
        session.Streams.Reach(id);
        if (session.Farewell.Ignores(id))
        {
            _ = Discard(block) && session.Charge(Http2Abuse.RefusedStreams);
            return;
        }

        var stream = HasRoom() ? session.RentStream(id) : Crowded();
        if (session.IsEnded)
        {
            return;
        }

        if (stream is null)
        {
            Refuse(id, block, endStream);
            return;
        }

        session.Life.Open(stream, id);
        OnHead(stream, block, endStream, dependsOnItself);
    }

    /// <summary>
    /// Closed streams whose content is still held are bounded too: by the window in bytes, here in number, or one byte each would be enough
    /// to hold any number of them.
    /// </summary>
    bool HasRoom()
    {
        var max = session.Options.MaxConcurrentStreams;
        return session.Streams.Active < max && session.Streams.Lingering < Math.Max(max, LingeringAllowed);
    }

    Http2Stream? Crowded()
    {
        session.Charge(Http2Abuse.RefusedStreams);
        return null;
    }

    void Refuse(int id, ReadOnlySpan<byte> block, bool endStream)
    {
        if (Discard(block))
        {
            session.Frames.WriteReset(id, Http2ErrorCode.RefusedStream);
            session.Streams.Refuse(id, endStream ? Http2Ending.EndedByPeer : Http2Ending.ResetByUs);
            session.ChargeAnswer();
        }
    }

    // ---- streams that are there

    void OnKnown(Http2Stream stream, ReadOnlySpan<byte> block, bool endStream, bool dependsOnItself)
    {
        if (stream.State == Http2StreamState.HalfClosedRemote)
        {
            FailAfter(Discard(block), stream, Http2ErrorCode.StreamClosed);
        }
        else if (stream.HeadReceived)
        {
            OnTrailers(stream, block, endStream && !dependsOnItself && !stream.IsConnect);
        }
        else
        {
            OnHead(stream, block, endStream, dependsOnItself);
        }
    }

    void OnHead(Http2Stream stream, ReadOnlySpan<byte> block, bool endStream, bool dependsOnItself)
    {
        var status = session.Role == Http2Role.Server
            ? reader.ReadRequest(decoder, block, endStream, stream.Head)
            : reader.ReadResponse(decoder, block, endStream, stream.IsHeadRequest, stream.Head);
        if (status == Http2HeadStatus.Ok && (dependsOnItself || !Http2MessageFraming.TryApply(stream, session.Role, endStream)))
        {
            status = Http2HeadStatus.Malformed;
        }

        switch (status)
        {
            case Http2HeadStatus.Ok:
                Tell(stream, endStream);
                break;
            case Http2HeadStatus.TooLarge:
                OnTooLarge(stream, endStream);
                break;
            default:
                OnRefused(stream, status);
                break;
        }
    }

    void Tell(Http2Stream stream, bool endStream)
    {
        if (!stream.HeadReceived)
        {
            TellInterim(stream);
            return;
        }

        var id = stream.Id;
        if (endStream)
        {
            session.Life.EndRemote(stream);
        }

        session.OnHead(stream, reader.Bytes, endStream);
        TellEnd(stream, id, endStream);
    }

    void TellInterim(Http2Stream stream)
    {
        if (++stream.InterimHeads > session.Limits.MaxInterimHeads)
        {
            session.Life.Fail(stream, Http2ErrorCode.EnhanceYourCalm);
            return;
        }

        session.OnInterim(stream, reader.Bytes);
    }

    /// <summary>Unless the owner reset it in the hook before.</summary>
    void TellEnd(Http2Stream stream, int id, bool endStream)
    {
        if (endStream && stream.Id == id && !stream.IsReset && !session.IsEnded)
        {
            session.OnEnd(stream);
        }
    }

    void OnTooLarge(Http2Stream stream, bool endStream)
    {
        stream.HeadReceived = true;
        stream.Malformed = reader.Malformed;
        var id = stream.Id;
        if (!session.Charge(Http2Abuse.HeaderListBomb))
        {
            return;
        }

        if (endStream)
        {
            session.Life.EndRemote(stream);
        }

        session.OnHeadTooLarge(stream, endStream);
        TellEnd(stream, id, endStream);
    }

    void OnTrailers(Http2Stream stream, ReadOnlySpan<byte> block, bool isInPlace)
    {
        var status = reader.ReadTrailers(decoder, block, Scratch);
        if (status == Http2HeadStatus.Ok && (!isInPlace || stream.Expected > 0))
        {
            stream.Malformed = isInPlace ? Http2Malformed.ContentLengthMismatch : Http2Malformed.None;
            session.Life.Fail(stream, Http2ErrorCode.ProtocolError);
            return;
        }

        if (status != Http2HeadStatus.Ok)
        {
            OnRefused(stream, status);
            return;
        }

        var id = stream.Id;
        session.Life.EndRemote(stream);
        session.OnTrailers(stream, reader.Bytes, Scratch);
        TellEnd(stream, id, endStream: true);
    }

    void OnRefused(Http2Stream stream, Http2HeadStatus status)
    {
        if (status == Http2HeadStatus.CompressionError)
        {
            session.Fail(Http2ErrorCode.CompressionError, "http2.compression_error");
            return;
        }

        stream.Malformed = reader.Malformed;
        session.Life.Fail(stream, status == Http2HeadStatus.TooLarge ? Http2ErrorCode.EnhanceYourCalm : Http2ErrorCode.ProtocolError);
    }

    // ---- streams that are gone

    /// <summary>
    /// What was under way when we reset the stream is let pass; what the peer sends behind its own end is an error of the connection, and
    /// so is an identifier below one that was used (section 5.1.1).
    /// </summary>
    void OnClosed(int id)
    {
        switch (session.Streams.EndingOf(id))
        {
            case Http2Ending.EndedByPeer or Http2Ending.ResetByPeer:
                session.Fail(Http2ErrorCode.StreamClosed, "http2.headers_on_closed_stream");
                break;
            case Http2Ending.Forgotten when session.Role == Http2Role.Server && !session.Farewell.Ignores(id):
                session.Fail(Http2ErrorCode.ProtocolError, "http2.stream_id_went_back");
                break;
            default:
                session.Charge(Http2Abuse.ClosedStreamFrames);
                break;
        }
    }

    void FailAfter(bool isInStep, Http2Stream stream, Http2ErrorCode code)
    {
        if (isInStep)
        {
            session.Life.Fail(stream, code);
        }
    }

    /// <summary>Decodes for the tables alone. False if that failed, and the session with it.</summary>
    bool Discard(ReadOnlySpan<byte> block)
    {
        if (reader.ReadTrailers(decoder, block, Scratch) != Http2HeadStatus.CompressionError)
        {
            return true;
        }

        session.Fail(Http2ErrorCode.CompressionError, "http2.compression_error");
        return false;
    }
}
