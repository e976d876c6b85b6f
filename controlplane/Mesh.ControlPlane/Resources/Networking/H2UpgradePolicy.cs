namespace Mesh.ControlPlane.Resources.Networking;

public enum H2UpgradePolicy
{
    Default,
    DoNotUpgrade,
    Upgrade,
}
