namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>Label connection_security_policy (7.3). A client's side does not say: it is <see cref="Unknown"/> there, as in Istio.</summary>
enum ConnectionSecurity : byte
{
    Unknown,
    None,
    MutualTls,
}
