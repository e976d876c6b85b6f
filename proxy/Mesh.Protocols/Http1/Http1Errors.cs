namespace Mesh.Protocols.Http1;

/// <summary>The one table from a refusal to what is seen of it.</summary>
public static class Http1Errors
{
    /// <summary>Status to answer a refused request with; a refused response is always answered with 502.</summary>
    public static int StatusOf(Http1Error error) => error switch
    {
        Http1Error.None => 200,
        Http1Error.TargetTooLong => 414,
        Http1Error.UnsupportedExpectation => 417,
        Http1Error.HeadTooLarge or Http1Error.TooManyFields or Http1Error.TrailersTooLarge => 431,
        Http1Error.MethodTooLong or Http1Error.UnsupportedTransferCoding => 501,
        Http1Error.UnsupportedVersion => 505,
        _ => 400,
    };

    /// <summary>The access log's response_code_details. Envoy's word where Envoy has one.</summary>
    public static string DetailsOf(Http1Error error) => error switch
    {
        Http1Error.None => "",
        Http1Error.BareLineFeed => "http1.bare_line_feed",
        Http1Error.BareCarriageReturn => "http1.bare_carriage_return",
        Http1Error.IllegalByte => "http1.invalid_characters",
        Http1Error.TooManyEmptyLines => "http1.too_many_empty_lines",
        Http1Error.HeadTooLarge => "http1.headers_too_large",
        Http1Error.InvalidMethod => "http1.invalid_method",
        Http1Error.MethodTooLong => "http1.method_too_long",
        Http1Error.InvalidRequestLine => "http1.invalid_request_line",
        Http1Error.TargetTooLong => "http1.url_too_long",
        Http1Error.InvalidTarget => "http1.invalid_url",
        Http1Error.InvalidScheme => "http1.invalid_scheme",
        Http1Error.UserInfo => "http1.userinfo_not_allowed",
        Http1Error.InvalidVersion => "http1.invalid_version",
        Http1Error.UnsupportedVersion => "http1.unsupported_version",
        Http1Error.InvalidStatusLine => "http1.invalid_status_line",
        Http1Error.InvalidStatusCode => "http1.invalid_status_code",
        Http1Error.ObsoleteFold => "http1.obsolete_fold",
        Http1Error.EmptyFieldName => "http1.empty_header_name",
        Http1Error.SpaceInFieldName => "http1.space_in_header_name",
        Http1Error.InvalidFieldName => "http1.invalid_header_name",
        Http1Error.MissingColon => "http1.missing_colon",
        Http1Error.TooManyFields => "http1.too_many_headers",
        Http1Error.MissingHost => "missing_host_header",
        Http1Error.DuplicateHost => "http1.duplicate_host",
        Http1Error.InvalidHost => "http1.invalid_host",
        Http1Error.InvalidContentLength => "http1.invalid_content_length",
        Http1Error.DuplicateContentLength => "http1.duplicate_content_length",
        Http1Error.ContentLengthOverflow => "http1.content_length_overflow",
        Http1Error.InvalidTransferEncoding => "http1.invalid_transfer_encoding",
        Http1Error.DuplicateTransferEncoding => "http1.duplicate_transfer_encoding",
        Http1Error.UnsupportedTransferCoding => "http1.unsupported_transfer_coding",
        Http1Error.ContentLengthWithTransferEncoding => "http1.content_length_and_chunked_not_allowed",
        Http1Error.TransferEncodingInHttp10 => "http1.transfer_encoding_not_allowed",
        Http1Error.BodyNotAllowed => "http1.body_disallowed",
        Http1Error.InvalidConnection => "http1.invalid_connection_header",
        Http1Error.ForbiddenConnectionOption => "http1.connection_header_rejected",
        Http1Error.TooManyConnectionOptions => "http1.too_many_connection_options",
        Http1Error.InvalidUpgrade => "http1.invalid_upgrade",
        Http1Error.UnsupportedExpectation => "http1.unsupported_expectation",
        Http1Error.InvalidChunkSize => "http1.invalid_chunk_size",
        Http1Error.ChunkSizeOverflow => "http1.chunk_size_overflow",
        Http1Error.InvalidChunkExtension => "http1.invalid_chunk_extension",
        Http1Error.ChunkExtensionsTooLarge => "http1.chunk_extensions_too_large",
        Http1Error.MissingChunkEnd => "http1.missing_chunk_end",
        Http1Error.ForbiddenTrailer => "http1.forbidden_trailer",
        Http1Error.TrailersTooLarge => "http1.trailers_too_large",
        Http1Error.Truncated => "http1.truncated",
    };
}
