using System.Buffers;
using Mesh.Protocols.Grpc;
using Mesh.Proxy.Serving.Heads;

namespace Mesh.Proxy.Forwarding;

/// <summary>
/// What gRPC adds to one direction of a body's way: its messages are counted (7.1), and if the client speaks gRPC-Web the body is put into its form or taken
/// out of it (2.12). It sees content, without any framing of HTTP's: <see cref="BodyTransfer"/> shows it what passes. Bytes that need no change are counted
/// where they are; base64 goes through one small piece of memory.
/// </summary>
sealed class GrpcBody
{
    const int PieceSize = 4096;

    GrpcMessageCounter messages;
    GrpcWebTextDecoder decoder;
    GrpcWebTextEncoder encoder;
    byte[]? piece;
    GrpcContentKind form;
    bool isResponse;

    /// <summary>Messages that passed whole.</summary>
    public long Messages => messages.Messages;

    /// <summary>The client's base64 is none, or was cut off.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The content changes on its way.</summary>
    public bool IsText => form == GrpcContentKind.GrpcWebText;

    /// <summary>Trailers go behind the content instead of behind the body.</summary>
    public bool EndsWithTrailers => isResponse && form != GrpcContentKind.None;

    /// <param name="web">The form of gRPC-Web on the client's side; None: the body passes as it is.</param>
    public void Begin(GrpcContentKind web, bool response)
    {
        messages = default;
        decoder = default;
        encoder = default;
        (form, isResponse) = (web, response);
        IsMalformed = false;
    }

    /// <summary>Content that passes as it is.</summary>
    public void Count(in ReadOnlySequence<byte> content) => messages.Count(content);

    /// <summary>Content, in its new form if it has one.</summary>
    public void Write(ReadOnlySpan<byte> content, IBufferWriter<byte> output, bool inChunks)
    {
        if (!isResponse && IsText)
        {
            Decode(content, output, inChunks);
            return;
        }

        messages.Count(content);
        if (IsText)
        {
            Encode(content, output, inChunks);
        }
        else
        {
            BodyTransfer.WriteContent(content, output, inChunks);
        }
    }

    /// <summary>No more is at hand: what waits for the next bytes goes out, so that no message waits for the next.</summary>
    public void Flush(IBufferWriter<byte> output, bool inChunks)
    {
        if (isResponse && IsText)
        {
            var length = encoder.Flush(Piece);
            BodyTransfer.WriteContent(Piece.AsSpan(0, length), output, inChunks);
        }
    }

    /// <summary>The content has ended.</summary>
    public void JudgeEnd() => IsMalformed |= !isResponse && IsText && !decoder.IsAtBoundary;

    /// <summary>The trailers as the last of the content.</summary>
    public void WriteTrailers(ReadOnlySpan<byte> lines, IBufferWriter<byte> output, bool inChunks)
    {
        if (lines.IsEmpty)
        {
            Flush(output, inChunks);
            return;
        }

        // Lines are "name: value"; a frame's are shorter by the space at most, and longer by nothing.
        var frame = ArrayPool<byte>.Shared.Rent(lines.Length + GrpcWebTrailerWriter.HeaderLength);
        var writer = new GrpcWebTrailerWriter(frame);
        var fields = new TrailerLines(lines);
        while (fields.MoveNext())
        {
            writer.WriteField(fields.Name, fields.Value);
        }

        var bytes = frame.AsSpan(0, writer.Complete());
        if (IsText)
        {
            Encode(bytes, output, inChunks);
            Flush(output, inChunks);
        }
        else
        {
            BodyTransfer.WriteContent(bytes, output, inChunks);
        }

        ArrayPool<byte>.Shared.Return(frame);
    }

    byte[] Piece => piece ??= GC.AllocateUninitializedArray<byte>(PieceSize);

    void Decode(ReadOnlySpan<byte> text, IBufferWriter<byte> output, bool inChunks)
    {
        var status = OperationStatus.DestinationTooSmall;
        while (status == OperationStatus.DestinationTooSmall)
        {
            status = decoder.Decode(text, Piece, out var consumed, out var written);
            text = text[consumed..];
            messages.Count(Piece.AsSpan(0, written));
            BodyTransfer.WriteContent(Piece.AsSpan(0, written), output, inChunks);
        }

        IsMalformed |= status == OperationStatus.InvalidData;
    }

    void Encode(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output, bool inChunks)
    {
        var status = OperationStatus.DestinationTooSmall;
        while (status == OperationStatus.DestinationTooSmall)
        {
            status = encoder.Encode(bytes, Piece, out var consumed, out var written);
            bytes = bytes[consumed..];
            BodyTransfer.WriteContent(Piece.AsSpan(0, written), output, inChunks);
        }
    }
}
