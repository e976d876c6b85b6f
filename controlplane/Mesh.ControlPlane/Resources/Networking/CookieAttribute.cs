namespace Mesh.ControlPlane.Resources.Networking;

public sealed record CookieAttribute(string Name, string? Value);
