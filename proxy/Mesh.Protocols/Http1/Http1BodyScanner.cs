using System.Buffers;

namespace Mesh.Protocols.Http1;

/// <summary>
/// Follows the body of one message, whatever ends it, and says how many bytes of what arrived belong to it. Mutable: keep it in a field,
/// not in a copy.
/// </summary>
public struct Http1BodyScanner
{
    readonly Http1BodyKind kind;
    long remaining;
    Http1ChunkedScanner chunked;

    public Http1BodyScanner(Http1Head head, Http1Limits limits)
    {
        kind = head.BodyKind;
        remaining = kind == Http1BodyKind.ContentLength ? head.ContentLength : 0;
        chunked = new Http1ChunkedScanner(limits);
    }

    /// <summary>False for as long as more bytes may belong to the body; never true for UntilClose and Tunnel.</summary>
    public readonly bool IsComplete => kind switch
    {
        Http1BodyKind.None => true,
        Http1BodyKind.ContentLength => remaining == 0,
        Http1BodyKind.Chunked => chunked.IsComplete,
        Http1BodyKind.UntilClose or Http1BodyKind.Tunnel => false,
    };

    /// <summary>
    /// How many of the next bytes are content that needs no look: they may be moved by the kernel, then <see cref="Skip"/>ped.
    /// </summary>
    public readonly long Opaque => kind switch
    {
        Http1BodyKind.None => 0,
        Http1BodyKind.ContentLength => remaining,
        Http1BodyKind.Chunked => chunked.Opaque,
        Http1BodyKind.UntilClose or Http1BodyKind.Tunnel => long.MaxValue,
    };

    /// <summary>A chunked body ended, or is ending, with trailer fields.</summary>
    public readonly bool HasTrailers => chunked.HasTrailers;

    /// <inheritdoc cref="Http1ChunkedScanner.Scan"/>
    public Http1ParseStatus Scan(ReadOnlySpan<byte> bytes, out int consumed, out int payload, out Http1Error error)
    {
        if (kind == Http1BodyKind.Chunked)
        {
            return chunked.Scan(bytes, out consumed, out payload, out error);
        }

        error = Http1Error.None;
        consumed = payload = (int)Math.Min(Opaque, bytes.Length);
        Skip(consumed);
        return IsComplete ? Http1ParseStatus.Complete : Http1ParseStatus.NeedMore;
    }

    /// <inheritdoc cref="Http1ChunkedScanner.IsInTrailers"/>
    public readonly bool IsInTrailers => kind == Http1BodyKind.Chunked && chunked.IsInTrailers;

    /// <inheritdoc cref="Http1ChunkedScanner.ScanFraming"/>
    public Http1ParseStatus ScanFraming(ReadOnlySpan<byte> bytes, out int consumed, out Http1Error error) =>
        chunked.ScanFraming(bytes, out consumed, out error);

    /// <inheritdoc cref="Http1ChunkedScanner.Scan"/>
    public Http1ParseStatus Scan(in ReadOnlySequence<byte> bytes, out long consumed, out long payload, out Http1Error error)
    {
        consumed = payload = 0;
        error = Http1Error.None;
        var status = IsComplete ? Http1ParseStatus.Complete : Http1ParseStatus.NeedMore;
        foreach (var segment in bytes)
        {
            if (status != Http1ParseStatus.NeedMore)
            {
                break;
            }

            status = Scan(segment.Span, out var segmentConsumed, out var segmentPayload, out error);
            consumed += segmentConsumed;
            payload += segmentPayload;
        }

        return status;
    }

    /// <summary>Content that was moved without being scanned: at most <see cref="Opaque"/> bytes, more is the caller's bug.</summary>
    public void Skip(long length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, (ulong)Opaque);
        if (kind == Http1BodyKind.Chunked)
        {
            chunked.Skip(length);
        }
        else if (kind == Http1BodyKind.ContentLength)
        {
            remaining -= length;
        }
    }

    /// <summary>
    /// The sender ended its connection here: an end only for bodies that have no other (RFC 9112 section 8). A cut body must be passed on
    /// as cut, never ended cleanly.
    /// </summary>
    public readonly Http1Error JudgeEndOfConnection() =>
        IsComplete || kind is Http1BodyKind.UntilClose or Http1BodyKind.Tunnel ? Http1Error.None : Http1Error.Truncated;
}
