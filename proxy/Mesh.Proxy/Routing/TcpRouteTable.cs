using System.Net;

namespace Mesh.Proxy.Routing;

/// <summary>TCP rules of one target, in order (3.32).</summary>
sealed class TcpRouteTable
{
    /// <summary>Null: no rule matches, the connection is closed (NR).</summary>
    public Route? Match(IPEndPoint destination) => null;
}
