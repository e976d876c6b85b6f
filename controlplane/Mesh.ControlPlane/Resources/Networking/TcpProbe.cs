namespace Mesh.ControlPlane.Resources.Networking;

public sealed record TcpProbe(string? Host, int Port);
