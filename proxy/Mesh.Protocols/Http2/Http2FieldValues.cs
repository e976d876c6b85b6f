using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Http2;

/// <summary>The rule of each kind of field for its value, as strict as the HTTP/1 parsers are.</summary>
static class Http2FieldValues
{
    /// <summary>None, or why a request with this value is malformed.</summary>
    public static Http2Malformed Judge(Http2FieldKind kind, ReadOnlySpan<byte> value) => kind switch
    {
        Http2FieldKind.Method => JudgeMethod(value),
        Http2FieldKind.Scheme => IsScheme(value) ? Http2Malformed.None : Http2Malformed.InvalidScheme,
        Http2FieldKind.Authority => JudgeAuthority(value, Http2Malformed.InvalidAuthority),
        Http2FieldKind.Host => JudgeAuthority(value, Http2Malformed.InvalidHost),
        Http2FieldKind.Path => JudgePath(value),
        Http2FieldKind.Protocol =>
            Http1Grammar.EqualsIgnoreCase(value, "websocket"u8) ? Http2Malformed.None : Http2Malformed.UnsupportedProtocol,
        Http2FieldKind.Status => IsStatus(value) ? Http2Malformed.None : Http2Malformed.InvalidStatus,
        Http2FieldKind.ContentLength => IsLength(value) ? Http2Malformed.None : Http2Malformed.InvalidContentLength,
        Http2FieldKind.Te => Http1Grammar.EqualsIgnoreCase(value, "trailers"u8) ? Http2Malformed.None : Http2Malformed.InvalidTe,
        Http2FieldKind.Expect =>
            Http1Grammar.EqualsIgnoreCase(value, "100-continue"u8) ? Http2Malformed.None : Http2Malformed.UnsupportedExpectation,
        _ => JudgePlain(value),
    };

    /// <summary>RFC 9113 section 8.2.1, and every other control character, which HTTP/1 refuses.</summary>
    public static Http2Malformed JudgePlain(ReadOnlySpan<byte> value)
    {
        if (Http1Bytes.IndexOfNonFieldValue(value) >= 0)
        {
            return Http2Malformed.InvalidFieldValue;
        }

        return value.IsEmpty || (!Http1Grammar.IsBlank(value[0]) && !Http1Grammar.IsBlank(value[^1]))
            ? Http2Malformed.None
            : Http2Malformed.SpaceAroundFieldValue;
    }

    /// <summary>In any case, as RFC 3986 section 3.1 has it.</summary>
    static bool IsScheme(ReadOnlySpan<byte> value) =>
        Http1Grammar.EqualsIgnoreCase(value, "http"u8) || Http1Grammar.EqualsIgnoreCase(value, "https"u8);

    static Http2Malformed JudgeMethod(ReadOnlySpan<byte> value) =>
        Http1Grammar.IsToken(value) && value.Length <= Http1Methods.MaxLength ? Http2Malformed.None : Http2Malformed.InvalidMethod;

    /// <summary>Never empty: http and https have an authority (RFC 9113 section 8.3.1).</summary>
    static Http2Malformed JudgeAuthority(ReadOnlySpan<byte> value, Http2Malformed reason)
    {
        if (value.Contains((byte)'@'))
        {
            return Http2Malformed.UserInfo;
        }

        return !value.IsEmpty && Http1Authority.IsValid(value) ? Http2Malformed.None : reason;
    }

    /// <summary>Origin-form, or "*", for which the method is judged later.</summary>
    static Http2Malformed JudgePath(ReadOnlySpan<byte> value) =>
        !value.IsEmpty && (value[0] == '/' || value is [(byte)'*']) && Http1Bytes.IndexOfNonTarget(value) < 0
            ? Http2Malformed.None
            : Http2Malformed.InvalidPath;

    static bool IsLength(ReadOnlySpan<byte> value) => Http1FieldRules.AreDigits(value) && Http1FieldRules.ReadLength(value) >= 0;

    static bool IsStatus(ReadOnlySpan<byte> value) =>
        value.Length == 3 && value[0] != '0' && value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
