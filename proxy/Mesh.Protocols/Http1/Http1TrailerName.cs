using System.Runtime.CompilerServices;

namespace Mesh.Protocols.Http1;

/// <summary>The first bytes of a trailer field's name; no forbidden name is longer.</summary>
[InlineArray(MaxLength)]
struct Http1TrailerName
{
    public const int MaxLength = 20;

#pragma warning disable IDE0051, IDE0044 // The element of an inline array is only named here.
    byte element;
#pragma warning restore IDE0051, IDE0044

    /// <summary>
    /// Fields that frame, route, authenticate or describe content must not come after it (RFC 9110 section 6.5.1): a hop that merges
    /// trailers into the header section would let a body smuggle them past every check made on the head.
    /// </summary>
    public static bool IsForbidden(ReadOnlySpan<byte> name) => Http1FieldNames.Recognise(name) switch
    {
        Http1KnownField.Host or Http1KnownField.ContentLength or Http1KnownField.TransferEncoding or Http1KnownField.Connection
            or Http1KnownField.KeepAlive or Http1KnownField.ProxyConnection or Http1KnownField.Te or Http1KnownField.Trailer
            or Http1KnownField.Upgrade or Http1KnownField.Expect or Http1KnownField.XForwardedFor or Http1KnownField.XForwardedProto
            or Http1KnownField.ContentType => true,
        _ => IsOtherForbidden(name),
    };

    static bool IsOtherForbidden(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 => Http1Grammar.EqualsIgnoreCase(name, "range"u8),
        6 => Http1Grammar.EqualsIgnoreCase(name, "cookie"u8),
        10 => Http1Grammar.EqualsIgnoreCase(name, "set-cookie"u8),
        12 => Http1Grammar.EqualsIgnoreCase(name, "max-forwards"u8),
        13 => Http1Grammar.EqualsIgnoreCase(name, "authorization"u8) || Http1Grammar.EqualsIgnoreCase(name, "cache-control"u8)
            || Http1Grammar.EqualsIgnoreCase(name, "content-range"u8),
        16 => Http1Grammar.EqualsIgnoreCase(name, "content-encoding"u8) || Http1Grammar.EqualsIgnoreCase(name, "www-authenticate"u8),
        18 => Http1Grammar.EqualsIgnoreCase(name, "proxy-authenticate"u8),
        19 => Http1Grammar.EqualsIgnoreCase(name, "proxy-authorization"u8),
        _ => false,
    };
}
