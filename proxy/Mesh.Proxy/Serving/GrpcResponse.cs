using Mesh.Protocols.Grpc;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Serving.Heads;

namespace Mesh.Proxy.Serving;

/// <summary>How an upstream ended a gRPC call.</summary>
static class GrpcResponse
{
    /// <summary>
    /// grpc-status of the trailers; else of the head, which is a response of trailers only; else what the HTTP status is as one. Null: nothing was answered.
    /// </summary>
    public static GrpcStatus? StatusOf(Exchange exchange)
    {
        if (exchange.ResponseCode == 0)
        {
            return null;
        }

        var value = TrailerLines.Find(exchange.ResponseTrailers.Span, "grpc-status"u8);
        if (value.IsEmpty && exchange.Response.IndexOf(Http1KnownField.GrpcStatus) is >= 0 and var index)
        {
            value = exchange.Response[index].Value.Of(exchange.ResponseBytes.Span);
        }

        if (value.IsEmpty)
        {
            return GrpcStatuses.OfHttp(exchange.ResponseCode);
        }

        GrpcStatuses.TryParse(value, out var status);
        return status;
    }

    /// <summary>Nothing is translated of what is not gRPC: an upstream's error page, say.</summary>
    public static bool Is(Exchange exchange)
    {
        var type = exchange.Response.IndexOf(Http1KnownField.ContentType);
        return type >= 0 && GrpcContentType.KindOf(exchange.Response[type].Value.Of(exchange.ResponseBytes.Span)) == GrpcContentKind.Grpc;
    }
}
