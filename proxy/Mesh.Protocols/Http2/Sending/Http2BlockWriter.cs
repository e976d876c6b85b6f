using System.Buffers;
using Mesh.Protocols.Http2.Frames;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Http2.Sending;

/// <summary>
/// Where a field section is encoded: in the output itself, behind room for its frame header. One that outgrows a frame or the output's span
/// moves to an array, and is split into frames from there.
/// </summary>
sealed class Http2BlockWriter(Http2FrameWriter frames, HpackEncoder encoder)
{
    const int UsualBlock = 2048;
    const int LongestLoweredOnStack = 256;

    byte[]? spilled;

    public static int NeededFor(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        HpackEncoder.MaxEncodedLength(name.Length, value.Length);

    public Http2FieldWriter Begin(Http2Stream stream)
    {
        var place = frames.Output.GetSpan(Http2FrameHeader.Size + UsualBlock);
        place = place[..Math.Min(place.Length, Http2FrameHeader.Size + Http2FrameHeader.DefaultMaxLength)];
        return new(this, stream, place, Http2FrameHeader.Size + encoder.BeginBlock(place[Http2FrameHeader.Size..]));
    }

    /// <summary>What the answer's framing will depend on.</summary>
    public void Note(Http2Stream stream, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.Length == 7 && name[0] == ':' && name.SequenceEqual(":method"u8))
        {
            stream.IsHeadRequest = value.SequenceEqual("HEAD"u8);
            stream.IsConnect = value.SequenceEqual("CONNECT"u8);
        }
    }

    public int Encode(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool neverIndex, Span<byte> destination) =>
        name.ContainsAnyInRange((byte)'A', (byte)'Z')
            ? EncodeLowered(name, value, neverIndex, destination)
            : encoder.Encode(name, value, neverIndex, destination);

    /// <summary>A larger place with what was written so far.</summary>
    public Span<byte> Spill(ReadOnlySpan<byte> written, int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * written.Length, written.Length + needed));
        written.CopyTo(larger);
        ReturnSpilled();
        spilled = larger;
        return larger;
    }

    /// <param name="written">Room for the frame header, then the block.</param>
    public void End(Span<byte> written, int streamId, bool endStream)
    {
        var block = written[Http2FrameHeader.Size..];
        if (spilled is not null)
        {
            frames.WriteFieldBlock(streamId, block, Http2FrameHeader.DefaultMaxLength, endStream);
            ReturnSpilled();
            return;
        }

        var flags = endStream ? Http2FrameFlags.EndHeaders | Http2FrameFlags.EndStream : Http2FrameFlags.EndHeaders;
        new Http2FrameHeader(block.Length, Http2FrameType.Headers, flags, streamId).Write(written);
        frames.Output.Advance(written.Length);
    }

    void ReturnSpilled()
    {
        if (spilled is not null)
        {
            ArrayPool<byte>.Shared.Return(spilled);
            spilled = null;
        }
    }

    /// <summary>Field names are lower case in HTTP/2 (RFC 9113 section 8.2.1).</summary>
    int EncodeLowered(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool neverIndex, Span<byte> destination)
    {
        var rented = name.Length > LongestLoweredOnStack ? ArrayPool<byte>.Shared.Rent(name.Length) : null;
        Span<byte> lowered = rented is null ? stackalloc byte[LongestLoweredOnStack] : rented;
        System.Text.Ascii.ToLower(name, lowered, out var length);
        length = encoder.Encode(lowered[..length], value, neverIndex, destination);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return length;
    }
}
