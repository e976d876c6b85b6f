namespace Mesh.Protocols.Http1;

/// <summary>
/// The head of a response, as strictly as <see cref="Http1RequestParser"/> reads requests: an upstream that two readers could frame
/// differently is answered for with 502 and its connection closed.
/// </summary>
public static class Http1ResponseParser
{
    /// <summary>
    /// Parses, or goes on parsing, one response head. Interim responses (1xx) are heads of their own; parse again behind them.
    /// </summary>
    /// <param name="bytes">All bytes of this message received so far, from its first on; more may follow the head. They may have moved
    /// since the last call.</param>
    /// <param name="limits">The same for all calls of a message.</param>
    /// <param name="head">Filled; whole only after Complete.</param>
    /// <param name="requestMethod">Of the request this answers: responses to HEAD have no body, 2xx to CONNECT begins a tunnel.</param>
    /// <param name="scanned">0 to begin a message; then left to the parser until it says Complete or Invalid.</param>
    /// <param name="error">Why, if Invalid.</param>
    public static Http1ParseStatus Parse(
        ReadOnlySpan<byte> bytes, Http1Limits limits, Http1Head head, Http1Method requestMethod, ref int scanned, out Http1Error error)
    {
        if (scanned == 0)
        {
            head.Reset();
        }

        var window = bytes[..Math.Min(bytes.Length, limits.MaxHeadBytes)];
        var status = ParseLines(window, head, ref scanned, out error);
        if (status == Http1ParseStatus.NeedMore && bytes.Length >= limits.MaxHeadBytes)
        {
            error = Http1Error.HeadTooLarge;
            return Http1ParseStatus.Invalid;
        }

        return status == Http1ParseStatus.Complete ? Finish(head, requestMethod, out error) : status;
    }

    static Http1ParseStatus ParseLines(ReadOnlySpan<byte> window, Http1Head head, ref int scanned, out Http1Error error)
    {
        if (head.LineStart == 0)
        {
            var status = Http1StatusLine.Parse(window, head, ref scanned, out error);
            if (status != Http1ParseStatus.Complete)
            {
                return status;
            }
        }

        return Http1FieldSection.Parse(window, head, isRequest: false, ref scanned, out error);
    }

    static Http1ParseStatus Finish(Http1Head head, Http1Method requestMethod, out Http1Error error)
    {
        error = Http1Framing.JudgeTransferEncoding(head);
        if (error == Http1Error.None)
        {
            error = Frame(head, requestMethod);
        }

        ref readonly var facts = ref head.Facts;
        head.KeepAlive = !facts.Close && (head.MinorVersion == 1 || facts.KeepAlive)
            && head.BodyKind is not Http1BodyKind.UntilClose and not Http1BodyKind.Tunnel;
        head.IsUpgrade = facts.Upgrade && facts.HasUpgrade && head.MinorVersion == 1;
        return error == Http1Error.None ? Http1ParseStatus.Complete : Http1ParseStatus.Invalid;
    }

    /// <summary>RFC 9112 section 6.3, in its order.</summary>
    static Http1Error Frame(Http1Head head, Http1Method requestMethod)
    {
        var beginsTunnel = head.StatusCode == 101 || (requestMethod == Http1Method.Connect && head.StatusCode is >= 200 and < 300);
        if (beginsTunnel || head.StatusCode is < 200 or 204)
        {
            head.BodyKind = beginsTunnel ? Http1BodyKind.Tunnel : Http1BodyKind.None;
            return JudgeNoBody(head);
        }

        if (requestMethod == Http1Method.Head || head.StatusCode == 304)
        {
            head.BodyKind = Http1BodyKind.None;
            return Http1Error.None;
        }

        head.BodyKind = head.Facts.HasTransferEncoding ? Http1BodyKind.Chunked
            : !head.Facts.HasContentLength ? Http1BodyKind.UntilClose
            : head.ContentLength > 0 ? Http1BodyKind.ContentLength
            : Http1BodyKind.None;
        return Http1Error.None;
    }

    /// <summary>
    /// These must not announce a body (RFC 9110 section 8.6, RFC 9112 section 6.1); one that does may send it, and it would be read as the
    /// next response. Content-Length: 0 is tolerated: many servers send it with 204.
    /// </summary>
    static Http1Error JudgeNoBody(Http1Head head) =>
        head.Facts.HasTransferEncoding || head.ContentLength > 0 ? Http1Error.BodyNotAllowed : Http1Error.None;
}
