using Mesh.Protocols.Grpc;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Forwarding;

/// <summary>
/// How long an exchange may take (3.21): its route's timeout; of a gRPC call what its client says in grpc-timeout, which the route's caps, as Istio has it
/// (it sets Envoy's max_grpc_timeout to the route's timeout). A server must not work on for longer than anybody waits, so it is told the cap too.
/// </summary>
static class ExchangeTimeout
{
    static readonly byte[] Name = [.. "grpc-timeout"u8];

    /// <summary>Zero: none.</summary>
    public static TimeSpan Of(Exchange exchange)
    {
        var route = exchange.Route?.Timeout ?? TimeSpan.Zero;
        if (!exchange.IsGrpc)
        {
            return route;
        }

        var isSaid = GrpcRequest.TryGetTimeout(exchange, out var said);
        if (route == TimeSpan.Zero || (isSaid && said <= route))
        {
            return isSaid ? said : TimeSpan.Zero;
        }

        TellUpstream(exchange, route);
        return route;
    }

    static void TellUpstream(Exchange exchange, TimeSpan timeout)
    {
        var value = exchange.RequestEdits.Reserve(GrpcTimeout.MaxLength);
        exchange.RequestEdits.Set(Name, value[..GrpcTimeout.Write(timeout, value.Span)]);
    }
}
