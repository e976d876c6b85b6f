namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>One entry of <c>spec.tls</c>: passthrough routing by SNI (3.31).</summary>
public sealed record TlsRoute
{
    public IReadOnlyList<TlsMatchAttributes> Match { get; init; } = [];

    public IReadOnlyList<RouteDestination> Route { get; init; } = [];
}
