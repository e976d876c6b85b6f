namespace Mesh.ControlPlane.Resources.Kubernetes;

public sealed record ContainerPort(string? Name, int Port, string Protocol);
