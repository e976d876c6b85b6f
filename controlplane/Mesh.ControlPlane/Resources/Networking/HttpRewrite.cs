namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>Rewrites path and authority before forwarding (3.19, 3.20).</summary>
public sealed record HttpRewrite
{
    /// <summary>Replaces the matched prefix, or the whole path.</summary>
    public string? Uri { get; init; }

    public string? Authority { get; init; }

    public RegexRewrite? UriRegexRewrite { get; init; }
}
