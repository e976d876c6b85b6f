namespace Mesh.Protocols.Http1;

/// <summary>Why a message was refused. <see cref="Http1Errors"/> maps each to what the client sees and what the access log says.</summary>
public enum Http1Error : byte
{
    None,

    // ---- lines

    /// <summary>
    /// LF without CR before it (RFC 9112 section 2.2 lets a recipient accept it; parsers that differ about it are smuggled through).
    /// </summary>
    BareLineFeed,

    /// <summary>CR without LF after it.</summary>
    BareCarriageReturn,

    /// <summary>A control character (NUL, VT, DEL ...) in a field value or reason phrase.</summary>
    IllegalByte,

    /// <summary>More than <see cref="Http1RequestParser.MaxLeadingEmptyLines"/> empty lines before the request line.</summary>
    TooManyEmptyLines,

    /// <summary>Start line and fields together exceed <see cref="Http1Limits.MaxHeadBytes"/>.</summary>
    HeadTooLarge,

    // ---- request line

    InvalidMethod,

    /// <summary>A method longer than any in use: 501 as RFC 9112 section 3 says.</summary>
    MethodTooLong,

    /// <summary>Not exactly three parts with one space between them (HTTP/0.9 included).</summary>
    InvalidRequestLine,

    /// <summary>The target exceeds <see cref="Http1Limits.MaxTargetBytes"/>.</summary>
    TargetTooLong,

    /// <summary>A byte that no request target may hold, or a form the method does not allow.</summary>
    InvalidTarget,

    /// <summary>An absolute-form target with a scheme besides http and https.</summary>
    InvalidScheme,

    /// <summary>user@ in an authority (RFC 9110 section 4.2.4: treat as an error).</summary>
    UserInfo,

    InvalidVersion,

    /// <summary>Well-formed, but neither HTTP/1.0 nor HTTP/1.1.</summary>
    UnsupportedVersion,

    // ---- status line

    InvalidStatusLine,

    InvalidStatusCode,

    // ---- fields

    /// <summary>A field line that starts with a space or tab (obs-fold, or a space before the first field).</summary>
    ObsoleteFold,

    EmptyFieldName,

    /// <summary>A space or tab in a field name or before its colon (RFC 9112 section 5.1: 400).</summary>
    SpaceInFieldName,

    InvalidFieldName,

    MissingColon,

    /// <summary>More fields than <see cref="Http1Limits.MaxFields"/>.</summary>
    TooManyFields,

    // ---- Host

    MissingHost,

    DuplicateHost,

    InvalidHost,

    // ---- framing

    InvalidContentLength,

    /// <summary>Content-Length more than once, even with equal values.</summary>
    DuplicateContentLength,

    ContentLengthOverflow,

    /// <summary>A Transfer-Encoding that does not end in chunked, or is not a list of tokens.</summary>
    InvalidTransferEncoding,

    DuplicateTransferEncoding,

    /// <summary>Codings before chunked: 501 (RFC 9112 section 6.1).</summary>
    UnsupportedTransferCoding,

    ContentLengthWithTransferEncoding,

    /// <summary>RFC 9112 section 6.1: framing of such a message is faulty.</summary>
    TransferEncodingInHttp10,

    /// <summary>Content where there is none by definition: TRACE and CONNECT requests, 1xx and 204 responses.</summary>
    BodyNotAllowed,

    // ---- other fields

    InvalidConnection,

    /// <summary>Connection names a field that must reach the next hop: a way to have a proxy strip Host, lengths or identity.</summary>
    ForbiddenConnectionOption,

    TooManyConnectionOptions,

    InvalidUpgrade,

    /// <summary>Expect with anything besides 100-continue.</summary>
    UnsupportedExpectation,

    // ---- chunked bodies

    InvalidChunkSize,

    ChunkSizeOverflow,

    InvalidChunkExtension,

    /// <summary>A chunk-size line beyond <see cref="Http1Limits.MaxChunkLineBytes"/>, or extensions of a body beyond
    /// <see cref="Http1Limits.MaxChunkExtensionBytes"/>.</summary>
    ChunkExtensionsTooLarge,

    /// <summary>A chunk's data is not followed by CRLF.</summary>
    MissingChunkEnd,

    /// <summary>A trailer field that frames, routes or authenticates (RFC 9110 section 6.5.1).</summary>
    ForbiddenTrailer,

    TrailersTooLarge,

    /// <summary>The connection ended before the message did.</summary>
    Truncated,
}
