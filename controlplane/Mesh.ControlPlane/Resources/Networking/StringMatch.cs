namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>Istio's <c>StringMatch</c>: <c>exact</c> | <c>prefix</c> | <c>regex</c> (RE2 syntax, whole string), or <c>{}</c> for
/// presence.</summary>
public readonly record struct StringMatch(StringMatchKind Kind, string Value)
{
    public static readonly StringMatch Present = new(StringMatchKind.Present, "");
}
