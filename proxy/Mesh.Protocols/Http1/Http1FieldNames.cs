using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using static Mesh.Protocols.Http1.Http1KnownField;

namespace Mesh.Protocols.Http1;

/// <summary>
/// Recognises the fields the proxy acts on: length first, one comparison after, no dictionary. Names must be tokens: of those, only letters
/// change when bit 0x20 is set, so case is ignored by setting it.
/// </summary>
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
        17 => First(name) == 't'
            ? Match(name, "transfer-encoding"u8, TransferEncoding)
            : Match(name, "x-forwarded-proto"u8, XForwardedProto),
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

    /// <summary>Inlined, so that the known name becomes constants. The lengths are equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Http1KnownField Match(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known, Http1KnownField field) => known.Length switch
    {
        < 4 => Lower16(name, 0) == Lower16(known, 0),
        < 8 => Lower32(name, 0) == Lower32(known, 0) && Lower32(name, known.Length - 4) == Lower32(known, known.Length - 4),
        <= 16 => Lower64(name, 0) == Lower64(known, 0) && Lower64(name, known.Length - 8) == Lower64(known, known.Length - 8),
        _ => Http1Grammar.EqualsIgnoreCase(name, known),
    } ? field : Other;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Lower16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]) | 0x2020u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Lower32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]) | 0x20202020u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Lower64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]) | 0x2020202020202020u;
}
