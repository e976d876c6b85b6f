using static Mesh.Protocols.Http1.Http1Grammar;

namespace Mesh.Protocols.Http1;

/// <summary>HTTP-version SP 3DIGIT SP [reason-phrase] CRLF (RFC 9112 section 4), judged from left to right.</summary>
static class Http1StatusLine
{
    const int CodeStart = Http1Version.Length + 1;
    const int CodeEnd = CodeStart + 3;

    /// <summary>Complete: the line is whole and <see cref="Http1Head.LineStart"/> stands behind it.</summary>
    public static Http1ParseStatus Parse(ReadOnlySpan<byte> window, Http1Head head, ref int scanned, out Http1Error error)
    {
        error = JudgeFixedPart(window);
        if (error != Http1Error.None)
        {
            return Http1ParseStatus.Invalid;
        }

        return window.Length <= CodeEnd ? Http1ParseStatus.NeedMore : ParseReason(window, head, ref scanned, out error);
    }

    static Http1Error JudgeFixedPart(ReadOnlySpan<byte> window)
    {
        var error = Http1Version.JudgeShape(window);
        if (error != Http1Error.None)
        {
            return error;
        }

        if (window.Length > Http1Version.Length && window[Http1Version.Length] != Space)
        {
            return Http1Error.InvalidStatusLine;
        }

        return window.Length > CodeStart ? JudgeCode(window[CodeStart..Math.Min(window.Length, CodeEnd)]) : Http1Error.None;
    }

    /// <summary>100 to 999: codes beyond 599 are outside the RFC's classes but in use, and do not change framing.</summary>
    static Http1Error JudgeCode(ReadOnlySpan<byte> code) =>
        code[0] != '0' && code.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 ? Http1Error.None : Http1Error.InvalidStatusCode;

    /// <summary>
    /// The one leniency: a line that ends right after the code, as some servers send it where the RFC has a space before the empty reason.
    /// Every client reads it the same way.
    /// </summary>
    static Http1ParseStatus ParseReason(ReadOnlySpan<byte> window, Http1Head head, ref int scanned, out Http1Error error)
    {
        var from = Math.Max(CodeEnd, scanned);
        var end = Http1Bytes.IndexOfNonFieldValue(window[from..]);
        error = JudgeReason(window, end < 0 ? -1 : end + from);
        if (error != Http1Error.None)
        {
            return Http1ParseStatus.Invalid;
        }

        scanned = end < 0 ? window.Length : end + from;
        if (scanned + 1 >= window.Length)
        {
            return Http1ParseStatus.NeedMore;
        }

        Accept(window, head, scanned);
        head.LineStart = scanned += 2;
        return Http1Version.Accept(window, head, out error);
    }

    static Http1Error JudgeReason(ReadOnlySpan<byte> window, int end)
    {
        if (window[CodeEnd] is not Space and not Cr and not Lf)
        {
            return char.IsAsciiDigit((char)window[CodeEnd]) ? Http1Error.InvalidStatusCode : Http1Error.InvalidStatusLine;
        }

        if (end < 0)
        {
            return Http1Error.None;
        }

        return window[end] switch
        {
            Cr => end + 1 == window.Length || window[end + 1] == Lf ? Http1Error.None : Http1Error.BareCarriageReturn,
            Lf => Http1Error.BareLineFeed,
            _ => Http1Error.IllegalByte,
        };
    }

    static void Accept(ReadOnlySpan<byte> window, Http1Head head, int end)
    {
        head.StatusCode = ((window[CodeStart] - '0') * 100) + ((window[CodeStart + 1] - '0') * 10) + (window[CodeStart + 2] - '0');
        var start = Math.Min(CodeEnd + 1, end);
        head.Reason = new ByteRange(start, end - start);
    }
}
