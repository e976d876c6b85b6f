namespace Mesh.ControlPlane.Resources.Networking;

public enum StringMatchKind
{
    /// <summary><c>{}</c>: the thing has to exist, with any value.</summary>
    Present,
    Exact,
    Prefix,
    Regex,
}
