namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>A fixed local answer (3.17).</summary>
public sealed record HttpDirectResponse(int Status, ReadOnlyMemory<byte> Body);
