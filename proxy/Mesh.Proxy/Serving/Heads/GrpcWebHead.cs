using Mesh.Protocols.Grpc;
using Mesh.Protocols.Http1;

namespace Mesh.Proxy.Serving.Heads;

/// <summary>What a gRPC-Web call's heads say anew in the other protocol (2.12). Fields of CORS and all others pass as they are.</summary>
static class GrpcWebHead
{
    /// <summary>Longest content type that keeps its format: what is longer names none that exists.</summary>
    const int MaxContentType = 128;

    public static void WriteRequest(ref Http1Writer writer, Exchange exchange)
    {
        if (!exchange.RequestEdits.Decides("content-type"u8))
        {
            WriteContentType(ref writer, GrpcContentKind.Grpc, ContentTypeOf(exchange.Request, exchange.RequestBytes.Span));
        }

        if (!Has(exchange, "grpc-accept-encoding"u8) && !exchange.RequestEdits.Decides("grpc-accept-encoding"u8))
        {
            writer.WriteField("grpc-accept-encoding"u8, GrpcContentType.DefaultAcceptEncoding);
        }
    }

    public static void WriteResponse(ref Http1Writer writer, Exchange exchange)
    {
        if (!exchange.ResponseEdits.Decides("content-type"u8))
        {
            WriteContentType(ref writer, exchange.WebResponse, ContentTypeOf(exchange.Response, exchange.ResponseBytes.Span));
        }
    }

    static void WriteContentType(ref Http1Writer writer, GrpcContentKind kind, ReadOnlySpan<byte> other)
    {
        other = other.Length <= MaxContentType ? other : default;
        Span<byte> type = stackalloc byte[GrpcContentType.MaxLength(other)];
        writer.WriteField("content-type"u8, type[..GrpcContentType.Write(kind, other, type)]);
    }

    static ReadOnlySpan<byte> ContentTypeOf(Http1Head head, ReadOnlySpan<byte> bytes)
    {
        var index = head.IndexOf(Http1KnownField.ContentType);
        return index < 0 ? default : head[index].Value.Of(bytes);
    }

    static bool Has(Exchange exchange, ReadOnlySpan<byte> name)
    {
        var bytes = exchange.RequestBytes.Span;
        foreach (ref readonly var field in exchange.Request.Fields)
        {
            if (field.Known == Http1KnownField.Other && Http1Grammar.EqualsIgnoreCase(field.Name.Of(bytes), name))
            {
                return true;
            }
        }

        return false;
    }
}
