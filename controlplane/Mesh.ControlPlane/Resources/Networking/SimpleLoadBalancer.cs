namespace Mesh.ControlPlane.Resources.Networking;

/// <summary><c>loadBalancer.simple</c>. LEAST_CONN, deprecated, reads as <see cref="LeastRequest"/>.</summary>
public enum SimpleLoadBalancer
{
    Unspecified,
    LeastRequest,
    RoundRobin,
    Random,
    Passthrough,
}
