namespace Mesh.ControlPlane.Resources.Networking;

public enum RedirectPortSelection
{
    FromProtocolDefault,
    FromRequestPort,
}
