namespace Mesh.ControlPlane.Resources.Networking;

/// <param name="Protocol">CONNECT (also when not written) or POST.</param>
/// <param name="TargetHost">FQDN or IP the tunnel leads to.</param>
/// <param name="TargetPort">1-65535.</param>
public sealed record TunnelSettings(string Protocol, string TargetHost, int TargetPort);
