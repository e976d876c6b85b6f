namespace Mesh.ControlPlane.Resources.Networking;

public enum CaptureMode
{
    Default,
    Iptables,
    None,
}
