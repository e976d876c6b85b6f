namespace Mesh.ControlPlane.Resources.MeshWide;

/// <summary>Which of its own fields a proxy adds (2.24).</summary>
/// <param name="Server">What server says; empty: Istio's names.</param>
public sealed record ProxyHeaders(
    bool WritesServer = true, string Server = "", bool WritesRequestId = true, bool WritesAttemptCount = true, bool WritesEnvoyDebug = true)
{
    public static ProxyHeaders Default { get; } = new();
}
