namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>A local redirect (3.16).</summary>
public sealed record HttpRedirect
{
    public string? Uri { get; init; }

    public string? PrefixRewrite { get; init; }

    public string? Authority { get; init; }

    public int? Port { get; init; }

    public RedirectPortSelection? DerivePort { get; init; }

    public string? Scheme { get; init; }

    /// <summary>0 when not written, which means 301.</summary>
    public int RedirectCode { get; init; }
}
