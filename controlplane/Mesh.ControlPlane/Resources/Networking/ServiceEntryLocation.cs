namespace Mesh.ControlPlane.Resources.Networking;

public enum ServiceEntryLocation
{
    MeshExternal,
    MeshInternal,
}
