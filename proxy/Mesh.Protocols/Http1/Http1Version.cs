namespace Mesh.Protocols.Http1;

/// <summary>HTTP-version = "HTTP" "/" DIGIT "." DIGIT, case-sensitive (RFC 9112 section 2.3).</summary>
static class Http1Version
{
    public const int Length = 8;

    static ReadOnlySpan<byte> Prefix => "HTTP/"u8;

    /// <summary>Version and CRLF, as at the end of a request line. Judges what has arrived, from left to right.</summary>
    public static Http1ParseStatus ParseAtLineEnd(ReadOnlySpan<byte> window, int start, Http1Head head, out Http1Error error)
    {
        var bytes = window[start..];
        if (bytes.StartsWith("HTTP/1.1\r\n"u8))
        {
            head.MinorVersion = 1;
            error = Http1Error.None;
            return Http1ParseStatus.Complete;
        }

        error = JudgeShape(bytes);
        if (error == Http1Error.None && bytes.Length > Length)
        {
            error = JudgeLineEnd(bytes[Length..]);
        }

        if (error == Http1Error.None && bytes.Length < Length + 2)
        {
            return Http1ParseStatus.NeedMore;
        }

        return error == Http1Error.None ? Accept(bytes, head, out error) : Http1ParseStatus.Invalid;
    }

    /// <summary>None while the bytes are a version or the beginning of one.</summary>
    public static Http1Error JudgeShape(ReadOnlySpan<byte> bytes)
    {
        var length = Math.Min(bytes.Length, Prefix.Length);
        var valid = bytes[..length].SequenceEqual(Prefix[..length])
            && (bytes.Length < 6 || Http1Grammar.IsDigit(bytes[5]))
            && (bytes.Length < 7 || bytes[6] == '.')
            && (bytes.Length < 8 || Http1Grammar.IsDigit(bytes[7]));
        return valid ? Http1Error.None : Http1Error.InvalidVersion;
    }

    /// <summary>Sets the minor version, or refuses all but 1.0 and 1.1: of 1.2 nobody knows how it frames.</summary>
    public static Http1ParseStatus Accept(ReadOnlySpan<byte> version, Http1Head head, out Http1Error error)
    {
        head.MinorVersion = version[7] - '0';
        error = version[5] == '1' && head.MinorVersion <= 1 ? Http1Error.None : Http1Error.UnsupportedVersion;
        return error == Http1Error.None ? Http1ParseStatus.Complete : Http1ParseStatus.Invalid;
    }

    static Http1Error JudgeLineEnd(ReadOnlySpan<byte> end) => end[0] switch
    {
        Http1Grammar.Cr => end.Length < 2 || end[1] == Http1Grammar.Lf ? Http1Error.None : Http1Error.BareCarriageReturn,
        Http1Grammar.Lf => Http1Error.BareLineFeed,
        Http1Grammar.Space or Http1Grammar.Tab => Http1Error.InvalidRequestLine,
        _ => Http1Error.InvalidVersion,
    };
}
