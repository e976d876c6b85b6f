namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>Header edits on the way up and on the way down (3.30).</summary>
public sealed record Headers(HeaderOperations Request, HeaderOperations Response);
