namespace Mesh.ControlPlane.Resources.Kubernetes;

/// <summary>A container port by number or by name. Neither: the service port's own number.</summary>
public readonly record struct TargetPort(int Number, string? Name)
{
    public bool IsDefault => Number == 0 && Name is null;
}
