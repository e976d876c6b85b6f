using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Grpc;

/// <summary>
/// application/grpc, application/grpc-web and application/grpc-web-text, each alone, with "+" and a message format, or with parameters.
/// In any case: media types have none (RFC 9110 section 8.3.1).
/// </summary>
public static class GrpcContentType
{
    const string LongestName = "application/grpc-web-text";

    static ReadOnlySpan<byte> Grpc => "application/grpc"u8;

    static ReadOnlySpan<byte> GrpcWeb => "application/grpc-web"u8;

    static ReadOnlySpan<byte> GrpcWebText => "application/grpc-web-text"u8;

    /// <summary>What an upstream is told to be able to send of a request that did not say.</summary>
    public static ReadOnlySpan<byte> DefaultAcceptEncoding => "identity"u8;

    public static GrpcContentKind KindOf(ReadOnlySpan<byte> contentType) =>
        Is(contentType, Grpc) ? GrpcContentKind.Grpc
        : Is(contentType, GrpcWeb) ? GrpcContentKind.GrpcWeb
        : Is(contentType, GrpcWebText) ? GrpcContentKind.GrpcWebText
        : GrpcContentKind.None;

    /// <summary>
    /// The kind of response a gRPC-Web client asks for by Accept, a list; Envoy's rule: text if it names a text type, else binary.
    /// </summary>
    public static GrpcContentKind ResponseKindOf(ReadOnlySpan<byte> accept)
    {
        foreach (var type in new Http1List(accept))
        {
            if (KindOf(type) == GrpcContentKind.GrpcWebText)
            {
                return GrpcContentKind.GrpcWebText;
            }
        }

        return GrpcContentKind.GrpcWeb;
    }

    /// <summary>Bytes that <see cref="Write"/> can need for this content type.</summary>
    public static int MaxLength(ReadOnlySpan<byte> contentType) => LongestName.Length + Math.Max(contentType.Length, "+proto".Length);

    /// <summary>
    /// The content type of the same messages as another kind: what stands behind the name, as "+json", stays. gRPC-Web responses name their
    /// format always; without one it is "+proto", as Envoy has it.
    /// </summary>
    /// <param name="kind">Not None.</param>
    /// <param name="contentType">Of any kind; one that is none has no format to keep.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(GrpcContentKind kind, ReadOnlySpan<byte> contentType, Span<byte> destination)
    {
        var name = NameOf(kind);
        var source = KindOf(contentType);
        var format = source == GrpcContentKind.None ? default : contentType[NameOf(source).Length..];
        if (format.IsEmpty && kind != GrpcContentKind.Grpc)
        {
            format = "+proto"u8;
        }

        name.CopyTo(destination);
        format.CopyTo(destination[name.Length..]);
        return name.Length + format.Length;
    }

    static ReadOnlySpan<byte> NameOf(GrpcContentKind kind) => kind switch
    {
        GrpcContentKind.None => default,
        GrpcContentKind.Grpc => Grpc,
        GrpcContentKind.GrpcWeb => GrpcWeb,
        GrpcContentKind.GrpcWebText => GrpcWebText,
    };

    static bool Is(ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> name) =>
        contentType.Length >= name.Length
        && Http1Grammar.EqualsIgnoreCase(contentType[..name.Length], name)
        && (contentType.Length == name.Length || contentType[name.Length] is (byte)'+' or (byte)';' or (byte)' ');
}
