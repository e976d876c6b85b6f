namespace Mesh.ControlPlane.Resources.Networking;

public enum ProxyProtocolVersion
{
    V1,
    V2,
}
