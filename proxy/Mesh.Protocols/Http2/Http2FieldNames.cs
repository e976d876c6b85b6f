using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Http2;

/// <summary>Sorts names into kinds (RFC 9113 sections 8.2.1, 8.2.2 and 8.3).</summary>
static class Http2FieldNames
{
    public static Http2FieldKind KindOf(ReadOnlySpan<byte> name, out Http1KnownField known)
    {
        known = Http1KnownField.Other;
        if (name.IsEmpty)
        {
            return Http2FieldKind.EmptyName;
        }

        if (name[0] == ':')
        {
            return KindOfPseudo(name);
        }

        var kind = JudgeBytes(name);
        if (kind != Http2FieldKind.Plain)
        {
            return kind;
        }

        known = Http1FieldNames.Recognise(name);
        return known == Http1KnownField.Other && name.SequenceEqual("cookie"u8) ? Http2FieldKind.Cookie : KindOf(known);
    }

    static Http2FieldKind KindOfPseudo(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 when name.SequenceEqual(":path"u8) => Http2FieldKind.Path,
        7 when name.SequenceEqual(":method"u8) => Http2FieldKind.Method,
        7 when name.SequenceEqual(":scheme"u8) => Http2FieldKind.Scheme,
        7 when name.SequenceEqual(":status"u8) => Http2FieldKind.Status,
        9 when name.SequenceEqual(":protocol"u8) => Http2FieldKind.Protocol,
        10 when name.SequenceEqual(":authority"u8) => Http2FieldKind.Authority,
        _ => Http2FieldKind.UnknownPseudo,
    };

    static Http2FieldKind JudgeBytes(ReadOnlySpan<byte> name)
    {
        foreach (var value in name)
        {
            if (!Http1Bytes.IsToken(value))
            {
                return Http2FieldKind.InvalidName;
            }

            if (value is >= (byte)'A' and <= (byte)'Z')
            {
                return Http2FieldKind.UppercaseName;
            }
        }

        return Http2FieldKind.Plain;
    }

    static Http2FieldKind KindOf(Http1KnownField known) => known switch
    {
        Http1KnownField.Host => Http2FieldKind.Host,
        Http1KnownField.ContentLength => Http2FieldKind.ContentLength,
        Http1KnownField.Te => Http2FieldKind.Te,
        Http1KnownField.Expect => Http2FieldKind.Expect,
        Http1KnownField.Connection or Http1KnownField.KeepAlive or Http1KnownField.ProxyConnection or Http1KnownField.TransferEncoding
            or Http1KnownField.Upgrade => Http2FieldKind.ConnectionSpecific,
        _ => Http2FieldKind.Plain,
    };
}
