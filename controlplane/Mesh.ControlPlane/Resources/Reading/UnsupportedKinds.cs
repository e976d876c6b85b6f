namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>
/// Kinds of Istio's that are not yet supported and whose absence changes what traffic does: they fail open, so they are warnings that say so. Delete a
/// line when its kind is supported.
/// </summary>
static class UnsupportedKinds
{
    /// <summary>What goes on without the kind, or null: nothing that a user would rely on.</summary>
    public static string? ConsequenceOf(string group, string kind) => (group, kind) switch
    {
        ("security.istio.io", "AuthorizationPolicy") => "no request is denied by it",
        ("security.istio.io", "PeerAuthentication") => "there is no mTLS, plain text is accepted",
        ("security.istio.io", "RequestAuthentication") => "tokens are not verified",
        ("networking.istio.io", "EnvoyFilter") => "what it patches is not done",
        ("networking.istio.io", "ProxyConfig") => "proxies run with their own settings",
        ("extensions.istio.io", "WasmPlugin") => "its module does not run",
        ("extensions.istio.io", "TrafficExtension") => "its module does not run",
        ("telemetry.istio.io", "Telemetry") => "metrics and logs are those of the mesh config",
        _ => null,
    };
}
