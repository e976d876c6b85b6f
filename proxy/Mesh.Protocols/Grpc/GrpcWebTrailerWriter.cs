using System.Buffers.Binary;
using System.Text;
using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Grpc;

/// <summary>
/// Writes trailers as the last frame of a gRPC-Web body: 0x80, four bytes of length, and the fields as HTTP/1 has them, without the empty
/// line (PROTOCOL-WEB.md, "Message framing"). For grpc-web-text the frame then goes through <see cref="GrpcWebTextEncoder"/>. A response of
/// trailers only needs none: its trailers stand in its head, as in gRPC.
/// </summary>
public ref struct GrpcWebTrailerWriter
{
    /// <summary>What a frame has before its fields.</summary>
    public const int HeaderLength = 5;

    const byte TrailersFlag = 0x80;

    readonly Span<byte> frame;
    int length;

    /// <param name="frame">Room for the frame: five bytes, and each field with three more.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than five bytes: the caller's bug.</exception>
    public GrpcWebTrailerWriter(Span<byte> frame)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frame.Length, HeaderLength);
        this.frame = frame;
        length = HeaderLength;
    }

    /// <summary>A field did not fit; the frame ends before it.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>name:value CRLF, the name in lower case.</summary>
    /// <returns>
    /// False, and nothing written, if it does not fit or is no field: whatever a value was made from, it cannot end its line.
    /// </returns>
    public bool WriteField(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        if (!Http1Grammar.IsToken(name) || !Http1Grammar.IsFieldValue(value))
        {
            return false;
        }

        var end = length + name.Length + value.Length + ":\r\n".Length;
        Overflowed |= end > frame.Length;
        if (Overflowed)
        {
            return false;
        }

        var rest = frame[length..];
        Ascii.ToLower(name, rest, out _);
        rest[name.Length] = (byte)':';
        value.CopyTo(rest[(name.Length + 1)..]);
        "\r\n"u8.CopyTo(frame[(end - 2)..]);
        length = end;
        return true;
    }

    /// <returns>Bytes of the whole frame.</returns>
    public readonly int Complete()
    {
        frame[0] = TrailersFlag;
        BinaryPrimitives.WriteUInt32BigEndian(frame[1..], (uint)(length - HeaderLength));
        return length;
    }
}
