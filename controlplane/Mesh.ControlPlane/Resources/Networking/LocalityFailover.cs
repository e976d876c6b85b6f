namespace Mesh.ControlPlane.Resources.Networking;

public sealed record LocalityFailover(string From, string To);
