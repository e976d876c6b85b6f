using System.Buffers;
using Mesh.Protocols.Http2.Abuse;
using Mesh.Protocols.Http2.Frames;

namespace Mesh.Protocols.Http2.Receiving;

/// <summary>
/// Bytes to frames. A frame is judged by its header before its payload is waited for; DATA is passed on in the pieces it comes in, unknown
/// frames are skipped in them, any other frame must be whole.
/// </summary>
sealed class Http2Receiver(Http2Session session)
{
    readonly Http2HeadReceiver heads = new(session);
    readonly Http2DataReceiver data = new(session);
    readonly Http2ControlReceiver control = new(session);
    int prefaceSeen = session.Role == Http2Role.Server ? 0 : Http2Preface.Bytes.Length;
    bool hasSettings;
    Http2FrameHeader header;
    Http2ReceivePhase phase;
    int toSkip;
    long frameSince;

    /// <summary>Since when a field block, or a frame that must be whole, is incomplete; -1 if none is.</summary>
    public long HeaderBlockOpenSince => heads.OpenSince >= 0 || phase != Http2ReceivePhase.Payload ? heads.OpenSince : frameSince;

    /// <summary>Takes what it can; the position up to where.</summary>
    public SequencePosition Receive(in ReadOnlySequence<byte> input)
    {
        var reader = new SequenceReader<byte>(input);
        while (!session.IsEnded && Step(ref reader))
        {
            session.Life.Settle();
        }

        session.Life.Settle();
        return reader.Position;
    }

    /// <summary>False if more bytes are needed.</summary>
    bool Step(ref SequenceReader<byte> reader) => prefaceSeen < Http2Preface.Bytes.Length ? TakePreface(ref reader) : phase switch
    {
        Http2ReceivePhase.Header => TakeHeader(ref reader),
        Http2ReceivePhase.Payload => TakePayload(ref reader),
        Http2ReceivePhase.Data => TakeData(ref reader),
        Http2ReceivePhase.Skip => TakeSkipped(ref reader),
    };

    bool TakePreface(ref SequenceReader<byte> reader)
    {
        var expected = Http2Preface.Bytes[prefaceSeen..];
        var count = Math.Min(expected.Length, reader.UnreadSpan.Length);
        if (!reader.UnreadSpan[..count].SequenceEqual(expected[..count]))
        {
            session.Fail(Http2ErrorCode.ProtocolError, "http2.invalid_preface");
            return false;
        }

        reader.Advance(count);
        prefaceSeen += count;
        return count > 0;
    }

    bool TakeHeader(ref SequenceReader<byte> reader)
    {
        Span<byte> bytes = stackalloc byte[Http2FrameHeader.Size];
        if (!reader.TryCopyTo(bytes))
        {
            return false;
        }

        header = Http2FrameHeader.Read(bytes);
        if (!IsAcceptable())
        {
            return false;
        }

        return header.Type == Http2FrameType.Data ? BeginData(ref reader) : BeginOther(ref reader);
    }

    /// <summary>What the header alone, and what came before it, make wrong.</summary>
    bool IsAcceptable()
    {
        var code = Http2FrameRules.Check(header);
        if (code != Http2ErrorCode.NoError)
        {
            session.Fail(code, code == Http2ErrorCode.FrameSizeError ? "http2.invalid_frame_size" : "http2.frame_on_wrong_stream");
            return false;
        }

        if (!hasSettings && (header.Type != Http2FrameType.Settings || header.Ack))
        {
            session.Fail(Http2ErrorCode.ProtocolError, "http2.no_settings_first");
            return false;
        }

        if (heads.Expects(header))
        {
            return true;
        }

        session.Fail(Http2ErrorCode.ProtocolError, "http2.unexpected_continuation");
        return false;
    }

    /// <summary>
    /// The pad length is taken with the header, so that all that can be wrong with the frame is known before its content is passed on.
    /// </summary>
    bool BeginData(ref SequenceReader<byte> reader)
    {
        byte padding = 0;
        if (header.Padded && !reader.TryPeek(Http2FrameHeader.Size, out padding))
        {
            return false;
        }

        reader.Advance(Http2FrameHeader.Size + Http2FrameRules.PrefixLength(header));
        toSkip = padding;
        phase = Http2ReceivePhase.Data;
        data.Begin(header, padding);
        return true;
    }

    bool BeginOther(ref SequenceReader<byte> reader)
    {
        reader.Advance(Http2FrameHeader.Size);
        hasSettings = true;
        if (IsKnown(header.Type))
        {
            phase = Http2ReceivePhase.Payload;
            frameSince = session.NowMilliseconds;
            return true;
        }

        toSkip = header.Length;
        phase = Http2ReceivePhase.Skip;
        return session.Charge(header.Type == Http2FrameType.PriorityUpdate ? Http2Abuse.PriorityFlood : Http2Abuse.UnknownFrames);
    }

    static bool IsKnown(Http2FrameType type) => type <= Http2FrameType.Continuation;

    bool TakePayload(ref SequenceReader<byte> reader)
    {
        if (reader.Remaining < header.Length)
        {
            return false;
        }

        phase = Http2ReceivePhase.Header;
        if (reader.UnreadSpan.Length >= header.Length)
        {
            var payload = reader.UnreadSpan[..header.Length];
            reader.Advance(header.Length);
            Dispatch(payload);
        }
        else
        {
            DispatchCopied(ref reader);
        }

        return true;
    }

    void DispatchCopied(ref SequenceReader<byte> reader)
    {
        var rented = ArrayPool<byte>.Shared.Rent(header.Length);
        var payload = rented.AsSpan(0, header.Length);
        reader.TryCopyTo(payload);
        reader.Advance(header.Length);
        Dispatch(payload);
        ArrayPool<byte>.Shared.Return(rented);
    }

    void Dispatch(ReadOnlySpan<byte> payload)
    {
        if (header.Type is Http2FrameType.Headers)
        {
            heads.OnHeaders(header, payload);
        }
        else if (header.Type is Http2FrameType.Continuation)
        {
            heads.OnContinuation(header, payload);
        }
        else
        {
            control.OnFrame(header, payload);
        }
    }

    bool TakeData(ref SequenceReader<byte> reader)
    {
        if (data.Remaining > 0)
        {
            var count = Math.Min(data.Remaining, reader.Remaining);
            if (count == 0)
            {
                return false;
            }

            var piece = reader.UnreadSequence.Slice(0, count);
            reader.Advance(count);
            data.OnPiece(piece);
            return true;
        }

        phase = Http2ReceivePhase.Skip;
        data.End();
        return true;
    }

    bool TakeSkipped(ref SequenceReader<byte> reader)
    {
        var count = (int)Math.Min(toSkip, reader.Remaining);
        reader.Advance(count);
        toSkip -= count;
        phase = toSkip == 0 ? Http2ReceivePhase.Header : Http2ReceivePhase.Skip;
        return toSkip == 0;
    }
}
