using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>A proxy in one state of the mesh: what has to be compiled for it.</summary>
/// <param name="Node">The proxy.</param>
/// <param name="Sidecar">The one it obeys; null for none.</param>
/// <param name="Served">The services its workload serves, oldest first.</param>
/// <param name="Ports">Of a gateway: service port to listening port, by the services that select it (5.2); else empty.</param>
/// <param name="Audience">With whom it shares everything but its own Workload.</param>
sealed record ProxyRequest(
    ProxyNode Node, Sidecar? Sidecar, IReadOnlyList<ServedService> Served, IReadOnlyDictionary<int, int> Ports, Audience Audience);
