namespace Mesh.ControlPlane.Resources.Networking;

public enum ClientTlsMode
{
    Disable,
    Simple,
    Mutual,
    IstioMutual,
}
