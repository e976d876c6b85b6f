using System.Net;
using Mesh.Proxy.Config;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Upstream;

/// <summary>Connects to endpoints and counts that. Whoever gets a connection counts its end (<see cref="EndpointSlot.ConnectionsEnded"/>).</summary>
sealed class UpstreamConnector(EventLoop loop, int worker)
{
    /// <summary>
    /// 1.11: from these addresses the capture rules let a connection to the application pass; from any other it would come back to the inbound listener.
    /// </summary>
    static readonly IPAddress InboundSourceIPv4 = new([127, 0, 0, 6]);

    static readonly IPAddress InboundSourceIPv6 = IPAddress.Parse("::6");

    public static bool IsInboundSource(IPAddress address) => address.Equals(InboundSourceIPv4) || address.Equals(InboundSourceIPv6);

    /// <param name="endpoint">Where to.</param>
    /// <param name="timeout">Of this one attempt.</param>
    /// <param name="direction">Inbound connections have a source address of their own.</param>
    /// <param name="cancellation">By which the caller gives it up; that is no failure of the endpoint.</param>
    public async ValueTask<ConnectResult> ConnectAsync(Endpoint endpoint, TimeSpan timeout, Direction direction, ConnectCancellation cancellation)
    {
        var isInbound = direction == Direction.Inbound;
        var options = new ConnectOptions
        {
            Timeout = timeout,
            SourceIPv4 = isInbound ? InboundSourceIPv4 : null,
            SourceIPv6 = isInbound ? InboundSourceIPv6 : null,
            Cancellation = cancellation,
        };
        var slot = endpoint.Slot(worker);
        slot.Connections++;
        var result = await loop.ConnectAsync(endpoint.Address, options);
        Count(result, slot);
        return result;
    }

    static void Count(in ConnectResult result, EndpointSlot slot)
    {
        if (result.Connection is not null)
        {
            return;
        }

        slot.ConnectionsEnded++;
        slot.ConnectFailures += result.Error == TransportError.Canceled ? 0 : 1;
        slot.ConnectTimeouts += result.Error == TransportError.TimedOut ? 1 : 0;
    }
}
