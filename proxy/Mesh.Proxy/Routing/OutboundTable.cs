using System.Net;

namespace Mesh.Proxy.Routing;

/// <summary>Where captured outbound connections go, by original destination (1.23, 2.29).</summary>
sealed class OutboundTable
{
    public static readonly OutboundTable Empty = new();

    /// <summary>What an address and port mean: a service's VIP, a port shared by HTTP services, or null: unknown, which the outbound policy decides.</summary>
    public Target? Find(IPEndPoint destination) => null;
}
