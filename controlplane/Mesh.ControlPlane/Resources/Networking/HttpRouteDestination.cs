namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>A weighted destination of an HTTP route (3.15).</summary>
public sealed record HttpRouteDestination
{
    public required Destination Destination { get; init; }

    /// <summary>Share is weight / sum; a single destination takes all even when 0.</summary>
    public int Weight { get; init; }

    public Headers? Headers { get; init; }
}
