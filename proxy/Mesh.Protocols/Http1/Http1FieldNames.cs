using static Mesh.Protocols.Http1.Http1KnownField;

namespace Mesh.Protocols.Http1;

/// <summary>Recognises the fields the proxy acts on: length first, one comparison after, no dictionary.</summary>
static class Http1FieldNames
{
    public static Http1KnownField Recognise(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => Match(name, "te"u8, Te),
        4 => First(name) == 'h' ? Match(name, "host"u8, Host) : Match(name, "date"u8, Date),
        6 => First(name) == 'e' ? Match(name, "expect"u8, Expect) : Match(name, "server"u8, Server),
        7 => First(name) == 't' ? Match(name, "trailer"u8, Trailer) : Match(name, "upgrade"u8, Upgrade),
        10 => OfTen(name),
        11 => Match(name, "grpc-status"u8, GrpcStatus),
        12 => First(name) == 'c' ? Match(name, "content-type"u8, ContentType) : Match(name, "x-request-id"u8, XRequestId),
        14 => Match(name, "content-length"u8, ContentLength),
        15 => Match(name, "x-forwarded-for"u8, XForwardedFor),
        16 => Match(name, "proxy-connection"u8, ProxyConnection),
        17 => First(name) == 't' ? Match(name, "transfer-encoding"u8, TransferEncoding) : Match(name, "x-forwarded-proto"u8, XForwardedProto),
        21 => OfTwentyOne(name),
        24 => Match(name, "x-envoy-peer-metadata-id"u8, XEnvoyPeerMetadataId),
        29 => Match(name, "x-envoy-upstream-service-time"u8, XEnvoyUpstreamServiceTime),
        _ => Other,
    };

    static Http1KnownField OfTen(ReadOnlySpan<byte> name) => First(name) switch
    {
        'c' => Match(name, "connection"u8, Connection),
        'k' => Match(name, "keep-alive"u8, KeepAlive),
        'u' => Match(name, "user-agent"u8, UserAgent),
        _ => Other,
    };

    static Http1KnownField OfTwentyOne(ReadOnlySpan<byte> name) => (name[8] | 0x20) == 'a'
        ? Match(name, "x-envoy-attempt-count"u8, XEnvoyAttemptCount)
        : Match(name, "x-envoy-peer-metadata"u8, XEnvoyPeerMetadata);

    static int First(ReadOnlySpan<byte> name) => name[0] | 0x20;

    static Http1KnownField Match(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known, Http1KnownField field) =>
        Http1Grammar.EqualsIgnoreCase(name, known) ? field : Other;
}
