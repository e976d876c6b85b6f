using System.Buffers.Binary;
using Mesh.Protocols.Http2.Abuse;
using Mesh.Protocols.Http2.Frames;

namespace Mesh.Protocols.Http2.Receiving;

/// <summary>
/// HEADERS and CONTINUATION (RFC 9113 sections 6.2 and 6.10) to whole field blocks. One that stands in one frame is not copied.
/// </summary>
sealed class Http2HeadReceiver(Http2Session session)
{
    readonly Http2FieldBlock block = new();
    readonly Http2MessageReceiver messages = new(session);
    int streamId;
    int continuations;
    bool isOpen;
    bool endStream;
    bool dependsOnItself;

    /// <summary>When the block that is incomplete began; -1 if none is.</summary>
    public long OpenSince { get; private set; } = -1;

    /// <summary>A block that was begun must be continued with nothing between, and only then (section 6.10).</summary>
    public bool Expects(in Http2FrameHeader header) =>
        (header.Type == Http2FrameType.Continuation) == isOpen && (!isOpen || header.StreamId == streamId);

    public void OnHeaders(in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!TryStrip(header, ref payload))
        {
            session.Fail(Http2ErrorCode.ProtocolError, "http2.invalid_padding");
            return;
        }

        if (!MayHaveHeaders(header.StreamId))
        {
            session.Fail(Http2ErrorCode.ProtocolError, "http2.headers_on_wrong_stream");
            return;
        }

        streamId = header.StreamId;
        endStream = header.EndStream;
        continuations = 0;
        Take(header, payload, isFirst: true);
    }

    public void OnContinuation(in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (++continuations > session.Limits.MaxContinuations || block.Length + payload.Length > session.Limits.MaxHeaderBlockBytes)
        {
            session.FailFor(Http2Abuse.ContinuationFlood);
            block.Clear();
            return;
        }

        Take(header, payload, isFirst: false);
    }

    void Take(in Http2FrameHeader header, ReadOnlySpan<byte> fragment, bool isFirst)
    {
        if (fragment.IsEmpty && !header.EndHeaders && !session.Charge(Http2Abuse.EmptyFrames))
        {
            return;
        }

        if (header.EndHeaders && isFirst)
        {
            messages.OnBlock(streamId, fragment, endStream, dependsOnItself);
            return;
        }

        block.Append(fragment);
        isOpen = !header.EndHeaders;
        OpenSince = !isOpen ? -1 : isFirst ? session.NowMilliseconds : OpenSince;
        if (!isOpen)
        {
            messages.OnBlock(streamId, block.Bytes, endStream, dependsOnItself);
            block.Clear();
        }
    }

    /// <summary>Takes padding and priority off. The header's rules saw to it that what stands before the fragment is there.</summary>
    bool TryStrip(in Http2FrameHeader header, ref ReadOnlySpan<byte> payload)
    {
        var padding = header.Padded ? payload[0] : 0;
        payload = payload[(header.Padded ? 1 : 0)..];
        dependsOnItself = false;
        if (header.HasPriority)
        {
            dependsOnItself = (BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue) == header.StreamId;
            payload = payload[5..];
        }

        if (padding > payload.Length)
        {
            return false;
        }

        payload = payload[..^padding];
        if (padding > 0)
        {
            session.Charge(Http2Abuse.PaddingWaste, padding);
        }

        return true;
    }

    /// <summary>Clients open odd streams; servers open none, and answer only what was asked.</summary>
    bool MayHaveHeaders(int id) => (id & 1) == 1 && (session.Role == Http2Role.Server || !session.Streams.IsIdle(id));
}
