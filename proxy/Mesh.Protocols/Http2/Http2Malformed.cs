namespace Mesh.Protocols.Http2;

/// <summary>
/// Why a field section was refused. <see cref="Http2Malformations"/> maps each to what the client and the access log see.
/// </summary>
public enum Http2Malformed : byte
{
    None,

    // ---- TooLarge

    /// <summary>More fields than <see cref="Http1.Http1Limits.MaxFields"/>.</summary>
    TooManyFields,

    /// <summary>Beyond <see cref="Http2Limits.MaxHeaderListBytes"/>.</summary>
    HeaderListTooLarge,

    /// <summary>In its HTTP/1.1 form beyond <see cref="Http1.Http1Limits.MaxHeadBytes"/>.</summary>
    HeadTooLarge,

    /// <summary>:path beyond <see cref="Http1.Http1Limits.MaxTargetBytes"/>.</summary>
    TargetTooLong,

    /// <summary>Beyond <see cref="Http1.Http1Limits.MaxTrailerBytes"/>.</summary>
    TrailersTooLarge,

    // ---- CompressionError

    /// <summary>The block could not be decoded; <see cref="Http2HeadReader.Compression"/> says why.</summary>
    Compression,

    // ---- Malformed: fields (RFC 9113 sections 8.2.1 and 8.2.2)

    EmptyFieldName,
    UppercaseFieldName,

    /// <summary>A byte that is not of a token, a colon behind the first included.</summary>
    InvalidFieldName,

    /// <summary>CR, LF, NUL or another control character.</summary>
    InvalidFieldValue,

    /// <summary>A space or tab at the beginning or end of a value.</summary>
    SpaceAroundFieldValue,

    /// <summary>Connection, Keep-Alive, Proxy-Connection, Transfer-Encoding, Upgrade; TE in a response.</summary>
    ConnectionSpecificField,

    /// <summary>TE with anything besides trailers.</summary>
    InvalidTe,

    // ---- pseudo-fields (RFC 9113 section 8.3)

    /// <summary>Not defined, or of the other direction.</summary>
    UnknownPseudoField,

    DuplicatePseudoField,

    /// <summary>Behind a regular field.</summary>
    LatePseudoField,

    PseudoFieldInTrailers,

    // ---- requests (RFC 9113 sections 8.3.1 and 8.5, RFC 8441)

    MissingMethod,
    InvalidMethod,
    MissingScheme,

    /// <summary>Neither http nor https.</summary>
    InvalidScheme,

    MissingPath,

    /// <summary>Empty, not in origin-form, "*" without OPTIONS, or with a byte that no target may hold.</summary>
    InvalidPath,

    /// <summary>Neither :authority nor Host.</summary>
    MissingAuthority,

    InvalidAuthority,

    /// <summary>user@ in :authority or Host.</summary>
    UserInfo,

    InvalidHost,
    DuplicateHost,

    /// <summary>Host names another than :authority: two readers could route it differently.</summary>
    HostMismatch,

    /// <summary>CONNECT has neither :scheme nor :path (RFC 9113 section 8.5).</summary>
    ConnectWithSchemeOrPath,

    /// <summary>:protocol with a method besides CONNECT (RFC 8441 section 4).</summary>
    ProtocolWithoutConnect,

    /// <summary>:protocol besides websocket: what it carries could be requests that no policy sees (h2c).</summary>
    UnsupportedProtocol,

    /// <summary>Expect with anything besides 100-continue.</summary>
    UnsupportedExpectation,

    // ---- responses (RFC 9113 section 8.3.2)

    MissingStatus,
    InvalidStatus,

    /// <summary>101 (RFC 9113 section 8.6).</summary>
    SwitchingProtocols,

    /// <summary>1xx with END_STREAM (RFC 9113 section 8.1).</summary>
    InterimEndsStream,

    // ---- framing (RFC 9113 section 8.1.1)

    /// <summary>Not 1*DIGIT, or beyond 63 bits.</summary>
    InvalidContentLength,

    /// <summary>More than once, even with equal values.</summary>
    DuplicateContentLength,

    /// <summary>END_STREAM, where content-length announces content.</summary>
    ContentLengthMismatch,

    /// <summary>Content where there is none by definition: TRACE and CONNECT requests, 1xx and 204 responses.</summary>
    BodyNotAllowed,

    // ---- trailers

    /// <summary>A field that frames, routes or authenticates (RFC 9110 section 6.5.1).</summary>
    ForbiddenTrailer,
}
