namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>One entry of <c>spec.tcp</c> (3.32).</summary>
public sealed record TcpRoute
{
    public IReadOnlyList<L4MatchAttributes> Match { get; init; } = [];

    public IReadOnlyList<RouteDestination> Route { get; init; } = [];
}
