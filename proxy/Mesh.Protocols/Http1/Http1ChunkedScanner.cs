using static Mesh.Protocols.Http1.Http1Grammar;

namespace Mesh.Protocols.Http1;

/// <summary>
/// Follows a chunked body (RFC 9112 section 7.1) through any split of its bytes and says how many of them are valid. Valid framing is
/// forwarded as it came, so a body is never copied or re-framed; every byte that was passed on is the beginning of a well-formed body.
/// Mutable: keep it in a field, not in a copy.
/// </summary>
public struct Http1ChunkedScanner
{
    readonly Http1Limits limits;
    Part part;
    Http1ChunkLine line;
    Http1TrailerScanner trailers;
    ulong remaining;
    Http1Error failure;

    public Http1ChunkedScanner(Http1Limits limits) => this.limits = limits;

    public readonly bool IsComplete => part == Part.Complete;

    /// <summary>The body ended, or is ending, with trailer fields.</summary>
    public readonly bool HasTrailers => trailers.HasFields;

    /// <summary>
    /// Bytes of the current chunk's content that are still to come: they need no look and may be moved by the kernel, then <see
    /// cref="Skip"/>ped.
    /// </summary>
    public readonly long Opaque => part == Part.Data ? (long)remaining : 0;

    /// <param name="bytes">The next bytes of the body; what follows the body may stand behind them.</param>
    /// <param name="consumed">How many of them are valid and belong to the body: these may be forwarded as they are, also when the rest is
    /// Invalid.</param>
    /// <param name="payload">How many of the consumed bytes are content rather than framing.</param>
    /// <param name="error">Why, if Invalid; it stays so.</param>
    /// <returns>Complete when the consumed bytes end the body.</returns>
    public Http1ParseStatus Scan(ReadOnlySpan<byte> bytes, out int consumed, out int payload, out Http1Error error)
    {
        consumed = payload = 0;
        error = failure;
        while (error == Http1Error.None && part != Part.Complete && consumed < bytes.Length)
        {
            if (part == Part.Data)
            {
                var length = (int)Math.Min(remaining, (ulong)(bytes.Length - consumed));
                AdvanceContent((ulong)length);
                payload += length;
                consumed += length;
                continue;
            }

            error = failure = Next(bytes[consumed]);
            consumed += error == Http1Error.None ? 1 : 0;
        }

        return error != Http1Error.None ? Http1ParseStatus.Invalid
            : part == Part.Complete ? Http1ParseStatus.Complete
            : Http1ParseStatus.NeedMore;
    }

    /// <summary>What comes next is the trailer section, with the empty line that ends it.</summary>
    public readonly bool IsInTrailers => part == Part.Trailers;

    /// <summary>
    /// Framing alone, for who takes content and framing apart: stops before content, before the trailer section, and at the end.
    /// </summary>
    /// <inheritdoc cref="Scan"/>
    public Http1ParseStatus ScanFraming(ReadOnlySpan<byte> bytes, out int consumed, out Http1Error error)
    {
        consumed = 0;
        error = failure;
        var isInTrailers = IsInTrailers;
        while (error == Http1Error.None && consumed < bytes.Length && part is not (Part.Data or Part.Complete) && isInTrailers == IsInTrailers)
        {
            error = failure = Next(bytes[consumed]);
            consumed += error == Http1Error.None ? 1 : 0;
        }

        return error != Http1Error.None ? Http1ParseStatus.Invalid
            : part == Part.Complete ? Http1ParseStatus.Complete
            : Http1ParseStatus.NeedMore;
    }

    /// <summary>Content that was moved without being scanned: at most <see cref="Opaque"/> bytes, more is the caller's bug.</summary>
    public void Skip(long length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, (ulong)Opaque);
        if (length > 0)
        {
            AdvanceContent((ulong)length);
        }
    }

    void AdvanceContent(ulong length)
    {
        remaining -= length;
        part = remaining == 0 ? Part.DataCarriageReturn : Part.Data;
    }

    Http1Error Next(byte value) => part switch
    {
        Part.Line => NextOfLine(value),
        Part.DataCarriageReturn => NextOfDataEnd(value, Cr, Part.DataLineFeed),
        Part.DataLineFeed => NextOfDataEnd(value, Lf, Part.Line),
        Part.Trailers => NextOfTrailers(value),
        Part.Data or Part.Complete => Http1Error.None,
    };

    Http1Error NextOfLine(byte value)
    {
        var error = line.Next(value, limits);
        if (error == Http1Error.None && line.IsComplete)
        {
            remaining = line.Size;
            part = remaining == 0 ? Part.Trailers : Part.Data;
            line.Begin();
        }

        return error;
    }

    Http1Error NextOfDataEnd(byte value, byte expected, Part next)
    {
        part = next;
        return value == expected ? Http1Error.None : Http1Error.MissingChunkEnd;
    }

    Http1Error NextOfTrailers(byte value)
    {
        var error = trailers.Next(value, limits);
        part = trailers.IsComplete ? Part.Complete : Part.Trailers;
        return error;
    }

    enum Part : byte
    {
        Line,
        Data,
        DataCarriageReturn,
        DataLineFeed,
        Trailers,
        Complete,
    }
}
