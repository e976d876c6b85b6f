namespace Mesh.ControlPlane.Resources.MeshWide;

public enum AccessLogEncoding
{
    Text,
    Json,
}
