namespace Mesh.ControlPlane.Resources.Networking;

/// <param name="Match">RE2 pattern applied to the path only.</param>
/// <param name="Rewrite">Replacement with <c>\1</c> groups.</param>
public sealed record RegexRewrite(string Match, string Rewrite);
