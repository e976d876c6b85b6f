namespace Mesh.ControlPlane.Resources.Networking;

public sealed record Http2KeepAlive(TimeSpan? Interval, TimeSpan? Timeout);
