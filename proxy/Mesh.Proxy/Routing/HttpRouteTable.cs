namespace Mesh.Proxy.Routing;

/// <summary>Domains and rules of one port (2.28, 3.4). Matching allocates nothing.</summary>
sealed class HttpRouteTable
{
    /// <summary>The first rule that matches.</summary>
    public RouteMatch Match(in RequestView request) => default;
}
