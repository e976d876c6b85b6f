namespace Mesh.Protocols.Http1;

/// <summary>
/// The head of an HTTP/1.0 or HTTP/1.1 request, strictly after RFC 9112: whatever two readers could frame, route or terminate differently
/// is refused, never repaired. No I/O, no allocation, no exception for any input.
/// </summary>
public static class Http1RequestParser
{
    /// <summary>
    /// RFC 9112 section 2.2: at least one empty line before a request line is to be ignored; old clients send one after a POST body.
    /// </summary>
    public const int MaxLeadingEmptyLines = 2;

    /// <summary>
    /// Parses, or goes on parsing, one request head.
    /// </summary>
    /// <param name="bytes">All bytes of this message received so far, from its first on; more may follow the head. They may have moved
    /// since the last call.</param>
    /// <param name="limits">The same for all calls of a message.</param>
    /// <param name="head">Filled; whole only after Complete. Offsets count from the first of <paramref name="bytes"/>.</param>
    /// <param name="scanned">0 to begin a message; then left to the parser until it says Complete or Invalid.</param>
    /// <param name="error">Why, if Invalid; <see cref="Http1Errors"/> has the status to answer. The connection must be closed then.</param>
    public static Http1ParseStatus Parse(
        ReadOnlySpan<byte> bytes, Http1Limits limits, Http1Head head, ref int scanned, out Http1Error error)
    {
        if (scanned == 0)
        {
            head.Reset();
        }

        var window = bytes[..Math.Min(bytes.Length, limits.MaxHeadBytes)];
        var status = ParseLines(window, limits, head, ref scanned, out error);
        if (status == Http1ParseStatus.NeedMore && bytes.Length >= limits.MaxHeadBytes)
        {
            error = Http1Error.HeadTooLarge;
            return Http1ParseStatus.Invalid;
        }

        return status == Http1ParseStatus.Complete ? Finish(head, out error) : status;
    }

    static Http1ParseStatus ParseLines(ReadOnlySpan<byte> window, Http1Limits limits, Http1Head head, ref int scanned, out Http1Error error)
    {
        if (head.LineStart == 0)
        {
            var status = SkipEmptyLines(window, head, out error);
            if (status == Http1ParseStatus.Complete)
            {
                status = Http1RequestLine.Parse(window, limits, head, ref scanned, out error);
            }

            if (status != Http1ParseStatus.Complete)
            {
                return status;
            }
        }

        return Http1FieldSection.Parse(window, head, isRequest: true, ref scanned, out error);
    }

    static Http1ParseStatus SkipEmptyLines(ReadOnlySpan<byte> window, Http1Head head, out Http1Error error)
    {
        error = Http1Error.None;
        var start = 0;
        while (start < window.Length && window[start] == Http1Grammar.Cr)
        {
            if (start + 1 == window.Length)
            {
                return Http1ParseStatus.NeedMore;
            }

            error = window[start + 1] != Http1Grammar.Lf ? Http1Error.BareCarriageReturn
                : start == MaxLeadingEmptyLines * 2 ? Http1Error.TooManyEmptyLines
                : Http1Error.None;
            if (error != Http1Error.None)
            {
                return Http1ParseStatus.Invalid;
            }

            start += 2;
        }

        head.Start = start;
        return start < window.Length ? Http1ParseStatus.Complete : Http1ParseStatus.NeedMore;
    }

    static Http1ParseStatus Finish(Http1Head head, out Http1Error error)
    {
        error = JudgeHost(head);
        if (error == Http1Error.None)
        {
            error = Frame(head);
        }

        ref readonly var facts = ref head.Facts;
        head.KeepAlive = !facts.Close && (head.MinorVersion == 1 || facts.KeepAlive);
        head.IsUpgrade = facts.Upgrade && facts.HasUpgrade && head.MinorVersion == 1;
        head.ExpectsContinue = facts.HasExpect && head.MinorVersion == 1 && head.BodyKind != Http1BodyKind.None;
        return error == Http1Error.None ? Http1ParseStatus.Complete : Http1ParseStatus.Invalid;
    }

    /// <summary>RFC 9112 section 3.2: exactly one Host in HTTP/1.1; the authority of the target, where it has one, is preferred.</summary>
    static Http1Error JudgeHost(Http1Head head)
    {
        if (!head.Facts.HasHost && head.MinorVersion == 1)
        {
            return Http1Error.MissingHost;
        }

        if (head.TargetForm is Http1TargetForm.Origin or Http1TargetForm.Asterisk)
        {
            head.Authority = head.Host;
        }

        return Http1Error.None;
    }

    /// <summary>RFC 9112 section 6.3, with every doubtful case refused.</summary>
    static Http1Error Frame(Http1Head head)
    {
        ref readonly var facts = ref head.Facts;
        if (facts.HasTransferEncoding)
        {
            head.BodyKind = Http1BodyKind.Chunked;
        }
        else if (head.ContentLength > 0)
        {
            head.BodyKind = Http1BodyKind.ContentLength;
        }

        var error = Http1Framing.JudgeTransferEncoding(head);
        if (error == Http1Error.None && head.BodyKind != Http1BodyKind.None && head.Method is Http1Method.Trace or Http1Method.Connect)
        {
            error = Http1Error.BodyNotAllowed;
        }

        return error;
    }
}
