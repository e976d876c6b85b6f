using Mesh.ControlPlane.Registry;

namespace Mesh.ControlPlane.Compiling;

/// <summary>What the proxies of an audience may know (3.3, 5.22, 5.23, 9.9).</summary>
interface IScope
{
    /// <summary>Oldest first.</summary>
    IReadOnlyList<MeshVirtualService> VirtualServices { get; }

    /// <summary>The service of a host name; null when there is none they may know.</summary>
    MeshService? Find(string hostname);
}
