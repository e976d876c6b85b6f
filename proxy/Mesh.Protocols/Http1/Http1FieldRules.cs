namespace Mesh.Protocols.Http1;

/// <summary>What single fields mean for framing and the connection, and which of their values are refused on sight.</summary>
static class Http1FieldRules
{
    /// <summary>Of long.MaxValue; more digits, leading zeros among them, are an overflow.</summary>
    const int MaxLengthDigits = 19;

    public static Http1Error Note(
        Http1KnownField known, ByteRange value, ReadOnlySpan<byte> window, Http1Head head, bool isRequest) => known switch
    {
        Http1KnownField.ContentLength => NoteContentLength(value.Of(window), head),
        Http1KnownField.TransferEncoding => NoteTransferEncoding(value.Of(window), head),
        Http1KnownField.Connection => Http1ConnectionRules.Note(value.Of(window), head),
        Http1KnownField.Upgrade => NoteUpgrade(value.Of(window), head),
        Http1KnownField.Host when isRequest => NoteHost(value, window, head),
        Http1KnownField.Expect when isRequest => NoteExpect(value.Of(window), head),
        _ => Http1Error.None,
    };

    /// <summary>An empty Host is valid (RFC 9110 section 7.2) and leaves routing without a name.</summary>
    static Http1Error NoteHost(ByteRange value, ReadOnlySpan<byte> window, Http1Head head)
    {
        if (head.Facts.HasHost)
        {
            return Http1Error.DuplicateHost;
        }

        head.Facts.HasHost = true;
        head.Host = value;
        return value.Length == 0 || Http1Authority.IsValid(value.Of(window)) ? Http1Error.None : Http1Error.InvalidHost;
    }

    /// <summary>
    /// 1*DIGIT and nothing else. RFC 9110 section 8.6 would let equal repeated values pass; here every repetition is refused, in one line
    /// or in several, because the next hop may read another one of them (CL.CL).
    /// </summary>
    static Http1Error NoteContentLength(ReadOnlySpan<byte> value, Http1Head head)
    {
        if (head.Facts.HasContentLength)
        {
            return Http1Error.DuplicateContentLength;
        }

        head.Facts.HasContentLength = true;
        if (!AreDigits(value))
        {
            return Http1Error.InvalidContentLength;
        }

        head.ContentLength = ReadLength(value);
        return head.ContentLength >= 0 ? Http1Error.None : Http1Error.ContentLengthOverflow;
    }

    internal static bool AreDigits(ReadOnlySpan<byte> value) => !value.IsEmpty && value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    /// <summary>-1 if it does not fit.</summary>
    internal static long ReadLength(ReadOnlySpan<byte> digits)
    {
        if (digits.Length > MaxLengthDigits)
        {
            return -1;
        }

        var value = 0UL;
        foreach (var digit in digits)
        {
            value = (value * 10) + (ulong)(digit - '0');
        }

        return value <= long.MaxValue ? (long)value : -1;
    }

    /// <summary>chunked, once, alone: any other spelling is what TE.TE attacks hide behind.</summary>
    static Http1Error NoteTransferEncoding(ReadOnlySpan<byte> value, Http1Head head)
    {
        if (head.Facts.HasTransferEncoding)
        {
            return Http1Error.DuplicateTransferEncoding;
        }

        head.Facts.HasTransferEncoding = true;
        return Http1Grammar.EqualsIgnoreCase(value, "chunked"u8) ? Http1Error.None : JudgeCodings(value);
    }

    /// <summary>
    /// Several codings of which the last is chunked could be understood by someone (501); anything else cannot be framed, or is chunked in
    /// disguise (400).
    /// </summary>
    static Http1Error JudgeCodings(ReadOnlySpan<byte> value)
    {
        var codings = new Http1List(value);
        var isChunked = false;
        var count = 0;
        while (codings.MoveNext())
        {
            if (isChunked || !Http1Grammar.IsToken(codings.Current))
            {
                return Http1Error.InvalidTransferEncoding;
            }

            isChunked = Http1Grammar.EqualsIgnoreCase(codings.Current, "chunked"u8);
            count++;
        }

        return isChunked && count > 1 ? Http1Error.UnsupportedTransferCoding : Http1Error.InvalidTransferEncoding;
    }

    static Http1Error NoteExpect(ReadOnlySpan<byte> value, Http1Head head)
    {
        head.Facts.HasExpect = true;
        return Http1Grammar.EqualsIgnoreCase(value, "100-continue"u8) ? Http1Error.None : Http1Error.UnsupportedExpectation;
    }

    /// <summary>Upgrade = #( token ["/" token] )</summary>
    static Http1Error NoteUpgrade(ReadOnlySpan<byte> value, Http1Head head)
    {
        var protocols = new Http1List(value);
        while (protocols.MoveNext())
        {
            var slash = protocols.Current.IndexOf((byte)'/');
            var name = slash < 0 ? protocols.Current : protocols.Current[..slash];
            if (!Http1Grammar.IsToken(name) || (slash >= 0 && !Http1Grammar.IsToken(protocols.Current[(slash + 1)..])))
            {
                return Http1Error.InvalidUpgrade;
            }

            head.Facts.HasUpgrade = true;
        }

        return Http1Error.None;
    }
}
