namespace Mesh.ControlPlane.Resources.Networking;

public sealed record TcpKeepalive(long? Probes, TimeSpan? Time, TimeSpan? Interval);
