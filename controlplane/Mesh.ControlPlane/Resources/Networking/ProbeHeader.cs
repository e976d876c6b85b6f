namespace Mesh.ControlPlane.Resources.Networking;

public sealed record ProbeHeader(string Name, string Value);
