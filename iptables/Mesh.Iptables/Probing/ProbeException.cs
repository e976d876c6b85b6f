namespace Mesh.Iptables.Probing;

/// <summary>A real connection was not redirected: the workload is not ready for the mesh.</summary>
internal sealed class ProbeException(string message) : Exception(message);
