using Mesh.Protocols.Grpc;
using Mesh.Protocols.Http1;

namespace Mesh.Proxy.Serving;

/// <summary>
/// An answer of the proxy's own to a gRPC call (2.11): a response of trailers only, as gRPC clients read nothing else (gRPC's PROTOCOL-HTTP2.md,
/// "Responses"). The status is what Envoy makes of the HTTP status, and the message is the body that others would get.
/// </summary>
static class GrpcLocalResponse
{
    /// <summary>Room for the message in its encoded form; what is longer is cut.</summary>
    const int MaxMessage = 1024;

    /// <summary>Status line and the fields that stand for the answer.</summary>
    public static void WriteHead(ref Http1Writer writer, Exchange exchange, LocalResponse response)
    {
        writer.WriteStatusLine(200);
        if (!exchange.ResponseEdits.Decides("content-type"u8))
        {
            writer.Write("content-type: "u8);
            WriteContentType(ref writer, exchange.WebResponse);
        }

        writer.WriteField("grpc-status"u8, (int)GrpcStatuses.OfHttp(response.Status));
        WriteMessage(ref writer, response.Body.Span);
        // HTTP/2 says it by END_STREAM.
        writer.Write(exchange.IsHttp2 ? default : "content-length: 0\r\n"u8);
    }

    static void WriteContentType(ref Http1Writer writer, GrpcContentKind web)
    {
        Span<byte> type = stackalloc byte[GrpcContentType.MaxLength(default)];
        var length = GrpcContentType.Write(web == GrpcContentKind.None ? GrpcContentKind.Grpc : web, default, type);
        writer.Write(type[..length]);
        writer.WriteCrLf();
    }

    static void WriteMessage(ref Http1Writer writer, ReadOnlySpan<byte> message)
    {
        if (message.IsEmpty)
        {
            return;
        }

        Span<byte> encoded = stackalloc byte[MaxMessage];
        writer.WriteField("grpc-message"u8, encoded[..GrpcMessage.Encode(message, encoded)]);
    }
}
