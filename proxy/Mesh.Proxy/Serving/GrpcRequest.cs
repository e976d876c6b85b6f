using Mesh.Protocols.Grpc;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Serving;

/// <summary>What a request says of the gRPC call it is (2.11, 2.12). gRPC calls are POSTs, so others are not looked at.</summary>
static class GrpcRequest
{
    static ReadOnlySpan<byte> Timeout => "grpc-timeout"u8;

    static ReadOnlySpan<byte> Accept => "accept"u8;

    public static bool Is(Exchange exchange) => exchange.Request.Method == Http1Method.Post && KindOf(exchange) == GrpcContentKind.Grpc;

    /// <summary>gRPC-Web is translated on ports that are declared for it, and elsewhere it is a POST like any other, as in Istio.</summary>
    public static void Recognise(Exchange exchange, Downstream downstream)
    {
        if (exchange.IsGrpc || exchange.Request.Method != Http1Method.Post || !downstream.TakesGrpcWeb(exchange.Snapshot))
        {
            return;
        }

        var kind = KindOf(exchange);
        if (kind is GrpcContentKind.GrpcWeb or GrpcContentKind.GrpcWebText)
        {
            exchange.IsGrpc = true;
            exchange.WebRequest = kind;
            exchange.WebResponse = GrpcContentType.ResponseKindOf(ValueOf(exchange, Accept));
        }
    }

    /// <summary>False: there is none, or none that is valid; or it is zero, which Envoy takes for none.</summary>
    public static bool TryGetTimeout(Exchange exchange, out TimeSpan timeout) =>
        GrpcTimeout.TryParse(ValueOf(exchange, Timeout), out timeout) && timeout > TimeSpan.Zero;

    static GrpcContentKind KindOf(Exchange exchange)
    {
        var type = exchange.Request.IndexOf(Http1KnownField.ContentType);
        return type < 0 ? GrpcContentKind.None : GrpcContentType.KindOf(exchange.Request[type].Value.Of(exchange.RequestBytes.Span));
    }

    /// <summary>Of the first field of the name; empty for none.</summary>
    static ReadOnlySpan<byte> ValueOf(Exchange exchange, ReadOnlySpan<byte> name)
    {
        var bytes = exchange.RequestBytes.Span;
        foreach (ref readonly var field in exchange.Request.Fields)
        {
            if (field.Known == Http1KnownField.Other && field.Name.Length == name.Length && AsciiBytes.EqualsIgnoreCase(field.Name.Of(bytes), name))
            {
                return field.Value.Of(bytes);
            }
        }

        return default;
    }
}
