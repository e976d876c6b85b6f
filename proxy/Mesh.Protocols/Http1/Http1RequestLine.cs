namespace Mesh.Protocols.Http1;

/// <summary>
/// method SP request-target SP HTTP-version CRLF (RFC 9112 section 3): exactly one space, no leniency. Bytes are judged strictly from left
/// to right, so that a message split anywhere gets the same verdict as the whole one.
/// </summary>
static class Http1RequestLine
{
    /// <summary>Complete: the line is whole and <see cref="Http1Head.LineStart"/> stands behind it.</summary>
    public static Http1ParseStatus Parse(
        ReadOnlySpan<byte> window, Http1Limits limits, Http1Head head, ref int scanned, out Http1Error error)
    {
        var status = ParseMethod(window, head, out error);
        if (status == Http1ParseStatus.Complete)
        {
            status = ParseTarget(window, limits, head, ref scanned, out error);
        }

        if (status != Http1ParseStatus.Complete)
        {
            return status;
        }

        status = Http1Version.ParseAtLineEnd(window, head.Target.End + 1, head, out error);
        if (status == Http1ParseStatus.Complete)
        {
            error = Http1Target.Resolve(window, head);
            head.LineStart = scanned = head.Target.End + 1 + Http1Version.Length + 2;
        }

        return error == Http1Error.None ? status : Http1ParseStatus.Invalid;
    }

    static Http1ParseStatus ParseMethod(ReadOnlySpan<byte> window, Http1Head head, out Http1Error error)
    {
        error = Http1Error.None;
        if (window[head.Start..].StartsWith("GET "u8))
        {
            head.MethodRange = new ByteRange(head.Start, 3);
            head.Method = Http1Method.Get;
            return Http1ParseStatus.Complete;
        }

        var bytes = window[head.Start..Math.Min(window.Length, head.Start + Http1Methods.MaxLength + 1)];
        var length = Http1Bytes.IndexOfNonToken(bytes);
        if (length < 0)
        {
            error = bytes.Length > Http1Methods.MaxLength ? Http1Error.MethodTooLong : Http1Error.None;
            return error == Http1Error.None ? Http1ParseStatus.NeedMore : Http1ParseStatus.Invalid;
        }

        if (length == 0 || bytes[length] != Http1Grammar.Space)
        {
            error = Http1Error.InvalidMethod;
            return Http1ParseStatus.Invalid;
        }

        head.MethodRange = new ByteRange(head.Start, length);
        head.Method = Http1Methods.Recognise(bytes[..length]);
        return Http1ParseStatus.Complete;
    }

    static Http1ParseStatus ParseTarget(
        ReadOnlySpan<byte> window, Http1Limits limits, Http1Head head, ref int scanned, out Http1Error error)
    {
        error = Http1Error.None;
        var start = head.MethodRange.End + 1;
        var from = Math.Max(start, scanned);
        var to = (int)Math.Min(window.Length, start + limits.MaxTargetBytes + 1L);
        var end = Http1Bytes.IndexOfNonTarget(window[from..to]);
        if (end < 0)
        {
            scanned = to;
            error = to - start > limits.MaxTargetBytes ? Http1Error.TargetTooLong : Http1Error.None;
            return error == Http1Error.None ? Http1ParseStatus.NeedMore : Http1ParseStatus.Invalid;
        }

        scanned = end += from;
        head.Target = new ByteRange(start, end - start);
        error = JudgeTargetEnd(window[end], end - start);
        return error == Http1Error.None ? Http1ParseStatus.Complete : Http1ParseStatus.Invalid;
    }

    /// <summary>A line that ends with the target is HTTP/0.9; two spaces make an empty target.</summary>
    static Http1Error JudgeTargetEnd(byte end, int length) => end switch
    {
        Http1Grammar.Space => length > 0 ? Http1Error.None : Http1Error.InvalidRequestLine,
        Http1Grammar.Cr or Http1Grammar.Lf or Http1Grammar.Tab => Http1Error.InvalidRequestLine,
        _ => Http1Error.InvalidTarget,
    };
}
