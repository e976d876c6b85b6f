namespace Mesh.ControlPlane.Resources.Networking;

/// <param name="Destination">Gets the copy.</param>
/// <param name="Percentage">0-100; null is 100 (3.28).</param>
public sealed record HttpMirrorPolicy(Destination Destination, double? Percentage);
