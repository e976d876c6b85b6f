namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary>A body as bytes, whichever way it was written.</summary>
sealed record HttpBody(byte[] Bytes);
