namespace Mesh.ControlPlane.Resources.MeshWide;

/// <summary>meshConfig.defaultConfig, as far as proxies are told by the control plane.</summary>
/// <param name="TrustedProxies">gatewayTopology.numTrustedProxies.</param>
/// <param name="ProxyProtocol">gatewayTopology.proxyProtocol: gateways take connections only with a PROXY header.</param>
public sealed record ProxyConfig(int TrustedProxies, bool ProxyProtocol, ProxyHeaders Headers)
{
    public static ProxyConfig Default { get; } = new(0, false, ProxyHeaders.Default);
}
