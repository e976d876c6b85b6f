namespace Mesh.ControlPlane.Resources.Networking;

public enum TlsProtocolVersion
{
    Auto,
    Tls10,
    Tls11,
    Tls12,
    Tls13,
}
