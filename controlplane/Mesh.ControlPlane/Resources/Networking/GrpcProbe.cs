namespace Mesh.ControlPlane.Resources.Networking;

public sealed record GrpcProbe(int Port, string? Service);
