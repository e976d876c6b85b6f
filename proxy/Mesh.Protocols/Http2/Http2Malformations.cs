namespace Mesh.Protocols.Http2;

/// <summary>The one table from a refusal of a field section to what is seen of it.</summary>
public static class Http2Malformations
{
    /// <summary>How far the refusal reaches.</summary>
    public static Http2HeadStatus ScopeOf(Http2Malformed reason) => reason switch
    {
        Http2Malformed.None => Http2HeadStatus.Ok,
        Http2Malformed.TooManyFields or Http2Malformed.HeaderListTooLarge or Http2Malformed.HeadTooLarge or Http2Malformed.TargetTooLong
            or Http2Malformed.TrailersTooLarge => Http2HeadStatus.TooLarge,
        Http2Malformed.Compression => Http2HeadStatus.CompressionError,
        _ => Http2HeadStatus.Malformed,
    };

    /// <summary>
    /// Status to answer a refused request with, where it is answered before its stream is reset (RFC 9113 section 8.1.1 allows it); a
    /// refused response is always answered with 502.
    /// </summary>
    public static int StatusOf(Http2Malformed reason) => reason switch
    {
        Http2Malformed.None => 200,
        Http2Malformed.TargetTooLong => 414,
        Http2Malformed.UnsupportedExpectation => 417,
        Http2Malformed.UnsupportedProtocol => 501,
        _ => ScopeOf(reason) == Http2HeadStatus.TooLarge ? 431 : 400,
    };

    /// <summary>The access log's response_code_details. Envoy's word where Envoy has one.</summary>
    public static string DetailsOf(Http2Malformed reason) => reason switch
    {
        Http2Malformed.None => "",
        Http2Malformed.TooManyFields => "http2.too_many_headers",
        Http2Malformed.HeaderListTooLarge => "http2.header_list_too_large",
        Http2Malformed.HeadTooLarge => "http2.headers_too_large",
        Http2Malformed.TargetTooLong => "http2.url_too_long",
        Http2Malformed.TrailersTooLarge => "http2.trailers_too_large",
        Http2Malformed.Compression => "http2.compression_error",
        Http2Malformed.EmptyFieldName => "http2.empty_header_name",
        Http2Malformed.UppercaseFieldName => "http2.uppercase_header_name",
        Http2Malformed.InvalidFieldName => "http2.invalid_header_name",
        Http2Malformed.InvalidFieldValue => "http2.invalid_characters",
        Http2Malformed.SpaceAroundFieldValue => "http2.space_around_header_value",
        Http2Malformed.ConnectionSpecificField => "http2.connection_specific_header",
        Http2Malformed.InvalidTe => "http2.invalid_te",
        Http2Malformed.UnknownPseudoField => "http2.unknown_pseudo_header",
        Http2Malformed.DuplicatePseudoField => "http2.duplicate_pseudo_header",
        Http2Malformed.LatePseudoField => "http2.late_pseudo_header",
        Http2Malformed.PseudoFieldInTrailers => "http2.pseudo_header_in_trailers",
        Http2Malformed.MissingMethod => "http2.missing_method",
        Http2Malformed.InvalidMethod => "http2.invalid_method",
        Http2Malformed.MissingScheme => "http2.missing_scheme",
        Http2Malformed.InvalidScheme => "http2.invalid_scheme",
        Http2Malformed.MissingPath => "missing_path_rejected",
        Http2Malformed.InvalidPath => "http2.invalid_url",
        Http2Malformed.MissingAuthority => "missing_host_header",
        Http2Malformed.InvalidAuthority => "http2.invalid_authority",
        Http2Malformed.UserInfo => "http2.userinfo_not_allowed",
        Http2Malformed.InvalidHost => "http2.invalid_host",
        Http2Malformed.DuplicateHost => "http2.duplicate_host",
        Http2Malformed.HostMismatch => "http2.host_and_authority_differ",
        Http2Malformed.ConnectWithSchemeOrPath => "http2.connect_with_scheme_or_path",
        Http2Malformed.ProtocolWithoutConnect => "http2.protocol_without_connect",
        Http2Malformed.UnsupportedProtocol => "http2.unsupported_protocol",
        Http2Malformed.UnsupportedExpectation => "http2.unsupported_expectation",
        Http2Malformed.MissingStatus => "http2.missing_status",
        Http2Malformed.InvalidStatus => "http2.invalid_status",
        Http2Malformed.SwitchingProtocols => "http2.switching_protocols",
        Http2Malformed.InterimEndsStream => "http2.interim_response_ends_stream",
        Http2Malformed.InvalidContentLength => "http2.invalid_content_length",
        Http2Malformed.DuplicateContentLength => "http2.duplicate_content_length",
        Http2Malformed.ContentLengthMismatch => "http2.content_length_mismatch",
        Http2Malformed.BodyNotAllowed => "http2.body_disallowed",
        Http2Malformed.ForbiddenTrailer => "http2.forbidden_trailer",
    };
}
