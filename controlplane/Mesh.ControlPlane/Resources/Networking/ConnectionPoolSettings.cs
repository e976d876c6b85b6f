namespace Mesh.ControlPlane.Resources.Networking;

public sealed record ConnectionPoolSettings(TcpPoolSettings? Tcp, HttpPoolSettings? Http);
