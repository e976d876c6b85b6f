using System.Buffers;
using System.Buffers.Binary;

namespace Mesh.Protocols.Http2.Frames;

/// <summary>
/// Writes frames into the output, each whole. Counts the ones that a peer can make us send: bytes that a peer provokes and then does not
/// read are its way to fill our memory (CVE-2019-9512, -9514, -9515).
/// </summary>
sealed class Http2FrameWriter(IBufferWriter<byte> output)
{
    public IBufferWriter<byte> Output => output;

    /// <summary>Control frames since the output was last said to be empty.</summary>
    public int ControlFramesUnflushed { get; set; }

    public void WriteRaw(ReadOnlySpan<byte> bytes) => output.Write(bytes);

    public void WriteSettings(ReadOnlySpan<Http2Setting> settings)
    {
        var payload = Begin(Http2FrameType.Settings, Http2FrameFlags.None, 0, settings.Length * Http2Setting.Size);
        for (var i = 0; i < settings.Length; i++)
        {
            settings[i].Write(payload[(i * Http2Setting.Size)..]);
        }

        End(settings.Length * Http2Setting.Size);
    }

    public void WriteSettingsAck()
    {
        Begin(Http2FrameType.Settings, Http2FrameFlags.Ack, 0, 0);
        EndControl(0);
    }

    public void WritePing(ulong opaque, bool ack)
    {
        var payload = Begin(Http2FrameType.Ping, ack ? Http2FrameFlags.Ack : Http2FrameFlags.None, 0, 8);
        BinaryPrimitives.WriteUInt64BigEndian(payload, opaque);
        EndControl(8);
    }

    public void WriteReset(int streamId, Http2ErrorCode code)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Begin(Http2FrameType.RstStream, Http2FrameFlags.None, streamId, 4), (uint)code);
        EndControl(4);
    }

    public void WriteWindowUpdate(int streamId, int increment)
    {
        BinaryPrimitives.WriteInt32BigEndian(Begin(Http2FrameType.WindowUpdate, Http2FrameFlags.None, streamId, 4), increment);
        EndControl(4);
    }

    /// <param name="debugData">ASCII, shown in the peer's log.</param>
    public void WriteGoAway(int lastStreamId, Http2ErrorCode code, ReadOnlySpan<char> debugData)
    {
        var payload = Begin(Http2FrameType.GoAway, Http2FrameFlags.None, 0, 8 + debugData.Length);
        BinaryPrimitives.WriteInt32BigEndian(payload, lastStreamId);
        BinaryPrimitives.WriteUInt32BigEndian(payload[4..], (uint)code);
        System.Text.Encoding.ASCII.GetBytes(debugData, payload[8..]);
        EndControl(8 + debugData.Length);
    }

    public void WriteData(int streamId, ReadOnlySpan<byte> content, bool endStream)
    {
        WriteHeader(Http2FrameType.Data, endStream ? Http2FrameFlags.EndStream : Http2FrameFlags.None, streamId, content.Length);
        output.Write(content);
    }

    public void WriteData(int streamId, in ReadOnlySequence<byte> content, bool endStream)
    {
        WriteHeader(Http2FrameType.Data, endStream ? Http2FrameFlags.EndStream : Http2FrameFlags.None, streamId, (int)content.Length);
        foreach (var segment in content)
        {
            output.Write(segment.Span);
        }
    }

    /// <summary>A field block, whole: HEADERS and as many CONTINUATION as the peer's frame size asks for.</summary>
    public void WriteFieldBlock(int streamId, ReadOnlySpan<byte> block, int maxFrameSize, bool endStream)
    {
        var type = Http2FrameType.Headers;
        var flags = endStream ? Http2FrameFlags.EndStream : Http2FrameFlags.None;
        do
        {
            var fragment = block[..Math.Min(block.Length, maxFrameSize)];
            block = block[fragment.Length..];
            WriteHeader(type, block.IsEmpty ? flags | Http2FrameFlags.EndHeaders : flags, streamId, fragment.Length);
            output.Write(fragment);
            (type, flags) = (Http2FrameType.Continuation, Http2FrameFlags.None);
        }
        while (!block.IsEmpty);
    }

    /// <summary>Content goes into whatever spans the output has: it need not have one that holds a whole frame.</summary>
    void WriteHeader(Http2FrameType type, Http2FrameFlags flags, int streamId, int length)
    {
        new Http2FrameHeader(length, type, flags, streamId).Write(output.GetSpan(Http2FrameHeader.Size));
        output.Advance(Http2FrameHeader.Size);
    }

    /// <summary>Gives the payload's place, exactly <paramref name="length"/> bytes.</summary>
    Span<byte> Begin(Http2FrameType type, Http2FrameFlags flags, int streamId, int length)
    {
        var frame = output.GetSpan(Http2FrameHeader.Size + length);
        new Http2FrameHeader(length, type, flags, streamId).Write(frame);
        return frame.Slice(Http2FrameHeader.Size, length);
    }

    void End(int length) => output.Advance(Http2FrameHeader.Size + length);

    void EndControl(int length)
    {
        ControlFramesUnflushed++;
        End(length);
    }
}
