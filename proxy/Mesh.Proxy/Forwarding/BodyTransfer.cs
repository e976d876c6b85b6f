using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Forwarding;

/// <summary>
/// A body on its way from one side's framing to the other's. Between sides of one version its bytes go as they came; else chunks are made or taken apart,
/// and trailers cross over. It writes and never flushes: when the sink takes what was written is for the pump to await.
/// </summary>
sealed class BodyTransfer(Http1Limits limits, HeadStore store)
{
    HttpStream source = null!;
    Http1BodyScanner scanner;

    /// <summary>The scanner before the body that was taken whole.</summary>
    Http1BodyScanner beforeWhole;
    ReadOnlyMemory<byte> trailers;
    bool hasNone;

    /// <summary>Null: the message is no part of a gRPC call.</summary>
    GrpcBody? grpc;

    /// <summary>A body without framing has ended, with its stream or connection.</summary>
    bool isEnded;

    public BodyRecoding Recoding { get; private set; }

    /// <summary>All of it has been taken from its sender.</summary>
    public bool IsComplete => hasNone || isEnded || (!source.IsMultiplexed && scanner.IsComplete);

    /// <summary>Bytes to come that need no look: the kernel may move them, then they are <see cref="Skip"/>ped.</summary>
    public long Opaque => Recoding == BodyRecoding.None && !source.IsMultiplexed && grpc is null ? scanner.Opaque : 0;

    public void Begin(Http1Head head, HttpStream from)
    {
        source = from;
        hasNone = head.BodyKind == Http1BodyKind.None || head.IsExtendedConnect;
        isEnded = false;
        Recoding = BodyRecoding.None;
        trailers = default;
        if (!hasNone && !from.IsMultiplexed)
        {
            scanner = new Http1BodyScanner(head, limits);
        }
    }

    /// <summary>The side it goes to is known.</summary>
    /// <param name="head">The message's.</param>
    /// <param name="sink">Where to.</param>
    /// <param name="takesChunks">An HTTP/1.1 peer.</param>
    /// <param name="grpcBody">Begun; null: the message is no part of a gRPC call.</param>
    public void Direct(Http1Head head, HttpStream sink, bool takesChunks, GrpcBody? grpcBody = null)
    {
        // Chunks that pass as they came are not looked into: between two HTTP/1 peers there is no gRPC.
        var isShown = source.IsMultiplexed || sink.IsMultiplexed || head.BodyKind == Http1BodyKind.ContentLength;
        grpc = isShown ? grpcBody : null;
        Recoding = source.IsMultiplexed == sink.IsMultiplexed ? BodyRecoding.None
            : source.IsMultiplexed ? (takesChunks && HasNoLength(head) ? BodyRecoding.Chunk : BodyRecoding.None)
            : head.BodyKind == Http1BodyKind.Chunked || grpc is { IsText: true } ? BodyRecoding.Dechunk : BodyRecoding.None;
    }

    /// <summary>Trailers that become content make a body longer than its head says.</summary>
    bool HasNoLength(Http1Head head) =>
        head.BodyKind == Http1BodyKind.UntilClose || (head.BodyKind == Http1BodyKind.ContentLength && grpc is { EndsWithTrailers: true });

    public void End()
    {
        source = null!;
        grpc = null;
        trailers = default;
    }

    public void Skip(long count) => scanner.Skip(count);

    /// <summary>What is here is the whole body: it may be kept, and written later.</summary>
    /// <param name="buffer">What was read.</param>
    /// <param name="length">How much of it is the body.</param>
    /// <param name="payload">How much of that is content.</param>
    public bool TryTakeWhole(in ReadOnlySequence<byte> buffer, int limit, out long length, out long payload)
    {
        length = payload = buffer.Length;
        if (source.IsMultiplexed)
        {
            return isEnded = source.HasAllInput && length <= limit;
        }

        var trial = scanner;
        var isWhole = trial.Scan(buffer, out length, out payload, out _) == Http1ParseStatus.Complete && length <= limit;
        if (isWhole)
        {
            beforeWhole = scanner;
            scanner = trial;
        }

        return isWhole;
    }

    /// <summary>A body that was taken whole, as often as it is sent.</summary>
    public void WriteKept(ReadOnlySpan<byte> bytes, HttpStream sink)
    {
        var output = sink.Body.Output;
        if (Recoding == BodyRecoding.Dechunk)
        {
            var after = scanner;
            scanner = beforeWhole;
            trailers = default;
            Dechunk(bytes, output, out _, out _, out _);
            scanner = after;
        }
        else
        {
            WritePlain(bytes, output);
        }

        grpc?.JudgeEnd();
        Finish(sink);
    }

    /// <summary>Looks without taking: what stands here is no body.</summary>
    public bool IsBroken(in ReadOnlySequence<byte> bytes)
    {
        var trial = scanner;
        return trial.Scan(bytes, out _, out _, out _) == Http1ParseStatus.Invalid;
    }

    /// <summary>Copies what is here, whose bytes stand in one segment; what is not valid stays unread: the pump comes upon it.</summary>
    /// <returns>How much of <paramref name="bytes"/> is consumed.</returns>
    public int Copy(ReadOnlySpan<byte> bytes, HttpStream sink, out long payload)
    {
        var output = sink.Body.Output;
        int consumed;
        if (Recoding == BodyRecoding.Dechunk)
        {
            Dechunk(bytes, output, out consumed, out payload, out _);
        }
        else if (source.IsMultiplexed)
        {
            payload = consumed = bytes.Length;
            isEnded = source.HasAllInput;
            WritePlain(bytes, output);
        }
        else
        {
            scanner.Scan(bytes, out consumed, out var content, out _);
            payload = content;
            output.Write(bytes[..consumed]);
        }

        if (IsComplete)
        {
            Finish(sink);
        }

        return consumed;
    }

    /// <summary>Moves what was read, and so advances the source's input.</summary>
    public BodyStep Move(in ReadResult read, HttpStream sink, out long payload, out Http1Error error)
    {
        error = Http1Error.None;
        var status = Recoding == BodyRecoding.Dechunk ? MoveDechunked(read, sink, out payload, out error)
            : source.IsMultiplexed ? MoveStream(read, sink, out payload)
            : MoveAsItCame(read, sink, out payload, out error);
        status = JudgeGrpc(status, sink);
        if (status == Http1ParseStatus.Complete)
        {
            Finish(sink);
        }

        return status switch
        {
            Http1ParseStatus.Complete => BodyStep.Complete,
            Http1ParseStatus.Invalid => BodyStep.Invalid,
            Http1ParseStatus.NeedMore => read.IsCompleted ? OnSourceEnded(sink) : BodyStep.More,
        };
    }

    /// <summary>The sender's direction has ended. That ends bodies that have no other end, and only if it is orderly (RFC 9112 section 8).</summary>
    public BodyStep OnSourceEnded(HttpStream sink)
    {
        if (source.IsMultiplexed || scanner.JudgeEndOfConnection() != Http1Error.None || source.Body.InputEnd != ConnectionEnd.Fin)
        {
            return BodyStep.Cut;
        }

        isEnded = true;
        Finish(sink);
        return BodyStep.Complete;
    }

    /// <summary>Reads and drops what is here of it. True: it is over.</summary>
    public bool TryDiscard(long limit)
    {
        while (!IsComplete && limit > 0 && source.Body.Input.TryRead(out var read))
        {
            var status = Scan(read.Buffer, out var length);
            source.Body.Input.AdvanceTo(read.Buffer.GetPosition(length));
            limit -= length;
            if (status == Http1ParseStatus.Invalid || read.IsCompleted)
            {
                break;
            }
        }

        return IsComplete;
    }

    /// <summary>Its end, in the sink's way of saying it.</summary>
    public void Finish(HttpStream sink)
    {
        if (grpc is { EndsWithTrailers: true })
        {
            grpc.WriteTrailers(source.Trailers.Span, sink.Body.Output, Recoding == BodyRecoding.Chunk);
            sink.Body.Output.Write(Recoding == BodyRecoding.Chunk ? "0\r\n\r\n"u8 : default);
            sink.End(default);
        }
        else if (Recoding == BodyRecoding.Chunk)
        {
            var writer = new Http1Writer(sink.Body.Output);
            writer.Write("0\r\n"u8);
            writer.Write(source.Trailers.Span);
            writer.WriteCrLf();
            writer.Commit();
        }
        else
        {
            sink.End(source.IsMultiplexed ? source.Trailers : trailers, source.HasSensitiveTrailers);
        }
    }

    /// <summary>After each piece: what of it is no gRPC-Web, and what waits to be written of it.</summary>
    Http1ParseStatus JudgeGrpc(Http1ParseStatus status, HttpStream sink)
    {
        if (grpc is null)
        {
            return status;
        }

        grpc.Flush(sink.Body.Output, Recoding == BodyRecoding.Chunk);
        if (status == Http1ParseStatus.Complete)
        {
            grpc.JudgeEnd();
        }

        return grpc.IsMalformed ? Http1ParseStatus.Invalid : status;
    }

    Http1ParseStatus Scan(in ReadOnlySequence<byte> buffer, out long length)
    {
        if (!source.IsMultiplexed)
        {
            return scanner.Scan(buffer, out length, out _, out _);
        }

        length = buffer.Length;
        isEnded = source.HasAllInput;
        return isEnded ? Http1ParseStatus.Complete : Http1ParseStatus.NeedMore;
    }

    Http1ParseStatus MoveAsItCame(in ReadResult read, HttpStream sink, out long payload, out Http1Error error)
    {
        var status = scanner.Scan(read.Buffer, out var length, out payload, out error);
        grpc?.Count(read.Buffer.Slice(0, length));
        source.Body.MoveBuffered(sink.Body, length);
        return status;
    }

    Http1ParseStatus MoveStream(in ReadResult read, HttpStream sink, out long payload)
    {
        payload = read.Buffer.Length;
        if (grpc is { IsText: true })
        {
            WriteAnew(read, sink);
        }
        else if (Recoding == BodyRecoding.Chunk && payload > 0)
        {
            grpc?.Count(read.Buffer);
            WriteChunkLine(sink.Body.Output, payload);
            source.Body.MoveBuffered(sink.Body, payload);
            sink.Body.Output.Write("\r\n"u8);
        }
        else
        {
            grpc?.Count(read.Buffer);
            source.Body.MoveBuffered(sink.Body, payload);
        }

        isEnded = source.HasAllInput;
        return isEnded ? Http1ParseStatus.Complete : Http1ParseStatus.NeedMore;
    }

    void WriteAnew(in ReadResult read, HttpStream sink)
    {
        foreach (var segment in read.Buffer)
        {
            WritePlain(segment.Span, sink.Body.Output);
        }

        source.Body.Input.AdvanceTo(read.Buffer.End);
    }

    Http1ParseStatus MoveDechunked(in ReadResult read, HttpStream sink, out long payload, out Http1Error error)
    {
        var status = Http1ParseStatus.NeedMore;
        var consumed = payload = 0L;
        error = Http1Error.None;
        foreach (var segment in read.Buffer)
        {
            if (status != Http1ParseStatus.NeedMore || scanner.IsComplete)
            {
                break;
            }

            status = Dechunk(segment.Span, sink.Body.Output, out var part, out var content, out error);
            consumed += part;
            payload += content;
        }

        source.Body.Input.AdvanceTo(read.Buffer.GetPosition(consumed));
        return status == Http1ParseStatus.NeedMore && scanner.IsComplete ? Http1ParseStatus.Complete : status;
    }

    Http1ParseStatus Dechunk(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output, out int consumed, out long payload, out Http1Error error)
    {
        consumed = 0;
        payload = 0;
        error = Http1Error.None;
        var status = Http1ParseStatus.NeedMore;
        // A body with a length may be taken through here too: what stands behind it is the next message's.
        while (status == Http1ParseStatus.NeedMore && consumed < bytes.Length && !scanner.IsComplete)
        {
            var rest = bytes[consumed..];
            if (scanner.Opaque > 0)
            {
                var content = rest[..(int)Math.Min(scanner.Opaque, rest.Length)];
                WritePlain(content, output);
                scanner.Skip(content.Length);
                consumed += content.Length;
                payload += content.Length;
                continue;
            }

            var isTrailers = scanner.IsInTrailers;
            status = scanner.ScanFraming(rest, out var length, out error);
            if (isTrailers)
            {
                KeepTrailers(rest[..length], status == Http1ParseStatus.Complete);
            }

            consumed += length;
        }

        return status;
    }

    /// <summary>The empty line that ends the section is not of it.</summary>
    void KeepTrailers(ReadOnlySpan<byte> bytes, bool isLast)
    {
        if (trailers.IsEmpty && isLast)
        {
            trailers = store.Keep(bytes[..^Math.Min(2, bytes.Length)]);
            return;
        }

        // In pieces: the rare case may copy twice.
        var both = new byte[trailers.Length + bytes.Length];
        trailers.Span.CopyTo(both);
        bytes.CopyTo(both.AsSpan(trailers.Length));
        trailers = isLast ? both.AsMemory(0, both.Length - 2) : both;
        Debug.Assert(both.Length <= limits.MaxTrailerBytes, "The scanner bounds the section.");
    }

    void WritePlain(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (grpc is null)
        {
            WriteContent(bytes, output, Recoding == BodyRecoding.Chunk);
        }
        else
        {
            grpc.Write(bytes, output, Recoding == BodyRecoding.Chunk);
        }
    }

    /// <summary>As one chunk, or as it is.</summary>
    public static void WriteContent(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output, bool inChunks)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (inChunks)
        {
            WriteChunkLine(output, bytes.Length);
        }

        output.Write(bytes);
        if (inChunks)
        {
            output.Write("\r\n"u8);
        }
    }

    static void WriteChunkLine(IBufferWriter<byte> output, long size)
    {
        var writer = new Http1Writer(output);
        writer.WriteHex((ulong)size);
        writer.WriteCrLf();
        writer.Commit();
    }
}
