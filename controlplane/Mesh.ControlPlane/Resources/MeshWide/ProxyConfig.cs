namespace Mesh.ControlPlane.Resources.MeshWide;

/// <summary>meshConfig.defaultConfig, as far as proxies are told by the control plane.</summary>
/// <param name="TrustedProxies">gatewayTopology.numTrustedProxies.</param>
public sealed record ProxyConfig(int TrustedProxies, ProxyHeaders Headers)
{
    public static ProxyConfig Default { get; } = new(0, ProxyHeaders.Default);
}
