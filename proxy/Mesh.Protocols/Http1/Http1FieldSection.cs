using static Mesh.Protocols.Http1.Http1Grammar;

namespace Mesh.Protocols.Http1;

/// <summary>
/// The field lines of a head, up to the empty line (RFC 9112 section 5). Each line is judged from left to right and noted when its CRLF is
/// there; what was searched once is not searched again, so feeding a head byte by byte costs no more than its length.
/// </summary>
static class Http1FieldSection
{
    public static Http1ParseStatus Parse(ReadOnlySpan<byte> window, Http1Head head, bool isRequest, ref int scanned, out Http1Error error)
    {
        error = Http1Error.None;
        while (head.LineStart < window.Length)
        {
            if (window[head.LineStart] == Cr)
            {
                return ParseEnd(window, head, out error);
            }

            var end = FindLineEnd(window, head, ref scanned, out error);
            if (end < 0)
            {
                return error == Http1Error.None ? Http1ParseStatus.NeedMore : Http1ParseStatus.Invalid;
            }

            error = AddLine(window, head, end, isRequest);
            if (error != Http1Error.None)
            {
                return Http1ParseStatus.Invalid;
            }

            head.LineStart = scanned = end + 2;
            head.Colon = 0;
        }

        return Http1ParseStatus.NeedMore;
    }

    static Http1ParseStatus ParseEnd(ReadOnlySpan<byte> window, Http1Head head, out Http1Error error)
    {
        error = Http1Error.None;
        var lineFeed = head.LineStart + 1;
        if (lineFeed == window.Length)
        {
            return Http1ParseStatus.NeedMore;
        }

        if (window[lineFeed] != Lf)
        {
            error = Http1Error.BareCarriageReturn;
            return Http1ParseStatus.Invalid;
        }

        head.Length = lineFeed + 1;
        return Http1ParseStatus.Complete;
    }

    /// <summary>Index of the line's CR, once its LF is there too; else -1.</summary>
    static int FindLineEnd(ReadOnlySpan<byte> window, Http1Head head, ref int scanned, out Http1Error error)
    {
        error = Http1Error.None;
        if (head.Colon == 0 && !FindColon(window, head, ref scanned, out error))
        {
            return -1;
        }

        var end = Http1Bytes.IndexOfNonFieldValue(window[scanned..]);
        if (end < 0)
        {
            scanned = window.Length;
            return -1;
        }

        scanned = end += scanned;
        if (end + 1 < window.Length && window[end] == Cr && window[end + 1] == Lf)
        {
            return end;
        }

        error = JudgeValueEnd(window[end..]);
        return -1;
    }

    static bool FindColon(ReadOnlySpan<byte> window, Http1Head head, ref int scanned, out Http1Error error)
    {
        error = Http1Error.None;
        var colon = Http1Bytes.IndexOfNonToken(window[scanned..]);
        if (colon < 0)
        {
            scanned = window.Length;
            return false;
        }

        colon += scanned;
        if (window[colon] != ':' || colon == head.LineStart)
        {
            error = JudgeName(window[colon], colon == head.LineStart);
            return false;
        }

        head.Colon = colon;
        scanned = colon + 1;
        return true;
    }

    static Http1Error JudgeName(byte value, bool isFirst) => value switch
    {
        (byte)':' => Http1Error.EmptyFieldName,
        Space or Tab => isFirst ? Http1Error.ObsoleteFold : Http1Error.SpaceInFieldName,
        Lf => Http1Error.BareLineFeed,
        Cr => Http1Error.MissingColon,
        _ => Http1Error.InvalidFieldName,
    };

    /// <summary>A CR at the very end of what has arrived may still get its LF.</summary>
    static Http1Error JudgeValueEnd(ReadOnlySpan<byte> end) => end[0] switch
    {
        Cr => end.Length == 1 ? Http1Error.None : Http1Error.BareCarriageReturn,
        Lf => Http1Error.BareLineFeed,
        _ => Http1Error.IllegalByte,
    };

    static Http1Error AddLine(ReadOnlySpan<byte> window, Http1Head head, int end, bool isRequest)
    {
        if (head.FieldCount == head.Capacity)
        {
            return Http1Error.TooManyFields;
        }

        var name = new ByteRange(head.LineStart, head.Colon - head.LineStart);
        var value = Trim(window, head.Colon + 1, end);
        var known = Http1FieldNames.Recognise(name.Of(window));
        head.Add(name, value, known, new ByteRange(head.LineStart, end + 2 - head.LineStart));
        return known == Http1KnownField.Other ? Http1Error.None : Http1FieldRules.Note(known, value, window, head, isRequest);
    }

    static ByteRange Trim(ReadOnlySpan<byte> window, int start, int end)
    {
        while (start < end && IsBlank(window[start]))
        {
            start++;
        }

        while (end > start && IsBlank(window[end - 1]))
        {
            end--;
        }

        return new ByteRange(start, end - start);
    }
}
