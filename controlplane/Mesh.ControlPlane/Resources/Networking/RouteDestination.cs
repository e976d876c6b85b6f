namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>A weighted destination of a TCP or TLS route, chosen once per connection (3.15, 3.32).</summary>
public sealed record RouteDestination
{
    public required Destination Destination { get; init; }

    public int Weight { get; init; }
}
