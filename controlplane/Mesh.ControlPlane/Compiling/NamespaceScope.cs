using Mesh.ControlPlane.Registry;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Everything that is exported to a namespace: what a proxy without a Sidecar knows.</summary>
sealed class NamespaceScope(MeshDefinition mesh, string @namespace) : IScope
{
    public IReadOnlyList<MeshVirtualService> VirtualServices { get; } =
        [.. mesh.VirtualServices.Where(service => service.Visibility.Includes(@namespace))];

    public MeshService? Find(string hostname) => mesh.Registry.Visible(hostname, @namespace);
}
