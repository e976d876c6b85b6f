namespace Mesh.ControlPlane.Resources.Networking;

public sealed record ExecProbe(IReadOnlyList<string> Command);
