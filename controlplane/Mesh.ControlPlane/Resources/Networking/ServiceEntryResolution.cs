namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>How endpoints are found (5.13-5.15).</summary>
public enum ServiceEntryResolution
{
    /// <summary>The address the client dialled.</summary>
    None,
    Static,
    Dns,
    DnsRoundRobin,
    DynamicDns,
}
