namespace Mesh.ControlPlane.Resources;

/// <summary>What makes a resource that one: kind, namespace and name. <see cref="Namespace"/> is empty for cluster-scoped kinds.</summary>
public readonly record struct ResourceKey(ResourceKind Kind, string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
