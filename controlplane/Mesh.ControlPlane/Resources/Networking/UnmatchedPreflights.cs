namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>What becomes of a preflight whose origin no rule allows.</summary>
public enum UnmatchedPreflights
{
    Forward,
    Ignore,
}
